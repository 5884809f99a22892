using System.Security.Cryptography;

namespace Sdk.Tests.Files;

public sealed class FileListTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("scalewright-");

    private string Root => Path.Combine(_temporary.FullName, "out");

    public void Dispose() => _temporary.Delete(recursive: true);

    // Format of sha256sum: 64 digits, two spaces and the path. The hash of the empty file is known from FIPS 180-2.
    [Fact]
    public void The_file_list_has_the_format_of_sha256sum()
    {
        Run(("b.txt", ""), ("a/x", "hello"));

        File.ReadAllText(Path.Combine(Root, "files.sha256"))
            .ShouldBe(
                $"{Convert.ToHexStringLower(SHA256.HashData("hello"u8))}  a/x\n"
                    + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b.txt\n"
            );
    }

    [Fact]
    public void Files_that_only_an_earlier_run_wrote_are_removed_with_their_empty_folders()
    {
        Run(("n-1.mm", "1"), ("n-2.mm", "2"), ("n-2/1/config.xml", "x"), ("n-2/2/config.xml", "y"));
        File.WriteAllText(Path.Combine(Root, "mine.txt"), "mine");

        (OutputFolder folder, ValueList<Problem> warnings) = Run(("n-1.mm", "1"));

        warnings.ShouldBeEmpty();
        folder.RemovedCount.ShouldBe(3);
        Names().ShouldBe(["files.sha256", "mine.txt", "n-1.mm"]);
        Directory.Exists(Path.Combine(Root, "n-2")).ShouldBeFalse();
    }

    [Fact]
    public void A_modified_file_is_kept_and_reported_once()
    {
        Run(("a.txt", "1"), ("b.txt", ""), ("d/e.txt", "2"));
        File.AppendAllText(Path.Combine(Root, "a.txt"), "2");
        File.AppendAllText(Path.Combine(Root, "b.txt"), "2");

        (_, ValueList<Problem> warnings) = Run();
        (_, ValueList<Problem> later) = Run();

        warnings
            .Select(problem => (problem.Code, problem.Severity, problem.Field))
            .ShouldBe([
                (ProblemCode.ModifiedFileKept, ProblemSeverity.Warning, "a.txt"),
                (ProblemCode.ModifiedFileKept, ProblemSeverity.Warning, "b.txt"),
            ]);
        later.ShouldBeEmpty();
        Names().ShouldBe(["a.txt", "b.txt", "files.sha256"]);
    }

    [Fact]
    public void A_folder_with_a_user_file_is_kept()
    {
        Run(("d/e/f.txt", "1"));
        File.WriteAllText(Path.Combine(Root, "d", "mine.txt"), "mine");

        Run();

        Names().ShouldBe(["d/mine.txt", "files.sha256"]);
        Directory.Exists(Path.Combine(Root, "d", "e")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("../victim")]
    [InlineData("link/victim")]
    [InlineData("a/../../victim")]
    public void A_file_list_with_paths_outside_the_folder_removes_nothing(string path)
    {
        string victim = Path.Combine(_temporary.FullName, "victim");
        File.WriteAllText(victim, "precious");
        Directory.CreateDirectory(Root);
        Directory.CreateSymbolicLink(Path.Combine(Root, "link"), _temporary.FullName);
        File.WriteAllText(Path.Combine(Root, "files.sha256"), $"{Convert.ToHexStringLower(SHA256.HashData("precious"u8))}  {path}\n");

        (_, ValueList<Problem> warnings) = Run();

        warnings.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.ModifiedFileKept);
        File.ReadAllText(victim).ShouldBe("precious");
    }

    [Fact]
    public void An_absolute_path_in_the_list_removes_nothing()
    {
        string victim = Path.Combine(_temporary.FullName, "victim");
        File.WriteAllText(victim, "precious");
        Directory.CreateDirectory(Root);
        File.WriteAllText(Path.Combine(Root, "files.sha256"), $"{Convert.ToHexStringLower(SHA256.HashData("precious"u8))}  {victim}\n");

        Run().Warnings.ShouldHaveSingleItem();

        File.Exists(victim).ShouldBeTrue();
    }

    [Fact]
    public void A_file_that_became_a_link_is_kept()
    {
        Run(("a.txt", "1"));
        File.Move(Path.Combine(Root, "a.txt"), Path.Combine(_temporary.FullName, "moved"));
        File.CreateSymbolicLink(Path.Combine(Root, "a.txt"), "../moved");

        Run().Warnings.ShouldHaveSingleItem().Field.ShouldBe("a.txt");

        File.Exists(Path.Combine(_temporary.FullName, "moved")).ShouldBeTrue();
        File.Exists(Path.Combine(Root, "a.txt")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 a.txt")]
    [InlineData("x3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.txt")]
    public void An_invalid_file_list_removes_nothing_and_is_replaced(string list)
    {
        Directory.CreateDirectory(Root);
        File.WriteAllText(Path.Combine(Root, "a.txt"), "");
        File.WriteAllText(Path.Combine(Root, "files.sha256"), list);

        Run().Warnings.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.InvalidFileList);

        Names().ShouldBe(["a.txt", "files.sha256"]);
        Run().Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void A_list_that_is_not_UTF_8_removes_nothing()
    {
        Directory.CreateDirectory(Root);
        File.WriteAllBytes(Path.Combine(Root, "files.sha256"), [0xC3, 0x28]);

        Run().Warnings.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.InvalidFileList);
    }

    private (OutputFolder Folder, ValueList<Problem> Warnings) Run(params (string Path, string Text)[] files)
    {
        OutputFolder folder = OutputFolder.Open(Root);
        foreach ((string path, string text) in files)
        {
            folder.Write(path, buffer => buffer.Write(Encoding.UTF8.GetBytes(text)));
        }

        return (folder, folder.Complete());
    }

    private string[] Names() =>
        [
            .. Directory
                .EnumerateFiles(Root, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Root, file))
                .Order(StringComparer.Ordinal),
        ];
}
