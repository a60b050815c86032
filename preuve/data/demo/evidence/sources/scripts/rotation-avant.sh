#!/bin/bash
# efface les vieilles sauvegardes
cd $1
for f in `ls *.tgz`
do
  if [ $(stat -c %Y $f) -lt $(date -d "-30 days" +%s) ]; then
    rm -rf $f
  fi
done
echo "fini pour $1, $nb fichiers"
