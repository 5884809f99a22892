using Scalewright.Providers.Containers.Nodes;

namespace Containers.Tests;

public class IgnorePatternsTests
{
    // The examples of the Dockerfile reference, "dockerignore file".
    [Theory]
    [InlineData("*/temp*", "somedir/temporary.txt", true)]
    [InlineData("*/temp*", "somedir/temp", true)]
    [InlineData("*/temp*", "temporary.txt", false)]
    [InlineData("*/*/temp*", "somedir/subdir/temporary.txt", true)]
    [InlineData("temp?", "tempa", true)]
    [InlineData("temp?", "temp", false)]
    [InlineData("**/*.go", "a.go", true)]
    [InlineData("**/*.go", "a/b/c.go", true)]
    [InlineData("/foo/bar", "foo/bar", true)]
    [InlineData("foo/bar/", "foo/bar/file", true)]
    [InlineData("*.md !README.md", "README.md", false)]
    [InlineData("*.md !README*.md README-secret.md", "README-secret.md", true)]
    [InlineData("*.md README-secret.md !README*.md", "README-secret.md", false)]
    [InlineData("# bin", "bin", false)]
    [InlineData("bin", "obj/bin", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[^a-c]x", "bx", false)]
    [InlineData(@"\*", "a", false)]
    [InlineData(@"\*", "*", true)]
    [InlineData("a/** !a/b/c", "a/b/c", false)]
    [InlineData("", "a", false)]
    public void The_last_pattern_that_matches_applies(string patterns, string path, bool isIgnored) =>
        IgnorePatterns.Parse(patterns.StartsWith('#') ? [patterns] : patterns.Split(' ')).Ignores(path).ShouldBe(isIgnored);
}
