// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/image/recipe.h"

#include <QtTest>

#include <algorithm>

using namespace agentarium;
using namespace agentarium::image;

namespace {
const std::string smallest = "suites trixie\npython 3.13\npackage python3\n";

QString messageOf(const std::string& recipe) {
    try {
        Recipe::parse(recipe);
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}
} // namespace

class ImageRecipe : public QObject {
    Q_OBJECT

private slots:
    void wordsAndCommentsAreRead() {
        const Recipe recipe = Recipe::parse("# note\n" + smallest +
                                            "package a b # why\nlink usr/bin/sh busybox\ndir var/task\n");
        QCOMPARE(recipe.packages, (std::vector<std::string>{"python3", "a", "b"}));
        QCOMPARE(recipe.links.front().first, std::string("usr/bin/sh"));
        QCOMPARE(recipe.links.front().second, std::string("busybox"));
        QCOMPARE(recipe.python, std::string("3.13"));
    }

    void aWrongLineIsNamed() {
        QVERIFY(messageOf(smallest + "pakage x\n").contains("line 4: unknown word 'pakage'"));
        QVERIFY(messageOf(smallest + "dir\n").contains("line 4: 'dir' has no value"));
        QVERIFY(messageOf("package x\n").contains("'suites'"));
    }

    void pathsOutsideTheImageAreRefused() {
        QVERIFY(messageOf(smallest + "dir ../x\n").contains("not a path inside the image"));
        QVERIFY(messageOf(smallest + "drop /etc\n").contains("not a path inside the image"));
        QVERIFY(!messageOf(smallest + "link a/../../b c\n").isEmpty());
    }

    void aDroppedPathTakesAllBelowWithItAndNothingElse() {
        const Recipe recipe =
            Recipe::parse(smallest + "drop usr/share/doc\ndrop usr/lib/*/gconv\ndrop usr/lib/*/*.a\n");
        QVERIFY(recipe.drops("usr/share/doc"));
        QVERIFY(recipe.drops("usr/share/doc/bash/copyright"));
        QVERIFY(!recipe.drops("usr/share/docs"));
        QVERIFY(!recipe.drops("usr/share"));
        QVERIFY(recipe.drops("usr/lib/aarch64-linux-gnu/gconv/EUC.so"));
        QVERIFY(recipe.drops("usr/lib/aarch64-linux-gnu/libm.a"));
        QVERIFY(!recipe.drops("usr/lib/a/b/libm.a"));
    }

    void theShippedRecipeIsReadAndKeepsSystemdOut() {
        const Recipe recipe = Recipe::load(AGENTARIUM_SOURCE_DIR "/resources/guest/recipe");
        QVERIFY(std::find(recipe.packages.begin(), recipe.packages.end(), "linux-image-cloud-arm64") !=
                recipe.packages.end());
        QVERIFY(std::find(recipe.without.begin(), recipe.without.end(), "systemd") != recipe.without.end());
        QVERIFY(!recipe.drops("usr/lib/python3.13/ssl.py"));
    }
};

QTEST_GUILESS_MAIN(ImageRecipe)
#include "tst_image_recipe.moc"
