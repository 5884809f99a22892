namespace Sdk.Tests.Files;

public sealed class OutputFolderTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("scalewright-");

    public void Dispose() => _temporary.Delete(recursive: true);

    [Fact]
    public void A_file_is_written_completely_and_no_temporary_file_remains()
    {
        OutputFolder folder = OutputFolder.Open(Path.Combine(_temporary.FullName, "new"));

        folder.Write("a/b/c.txt", Text("hello"));

        FilesBelow(_temporary.FullName).ShouldBe(["new/a/b/c.txt"]);
        File.ReadAllText(Path.Combine(folder.FullPath, "a/b/c.txt")).ShouldBe("hello");
        (folder.FileCount, folder.ByteCount).ShouldBe((1, 5L));
    }

    // pid_namespaces(7): processes of several containers that share a folder can have equal process IDs.
    [Fact]
    public void Temporary_names_do_not_depend_on_the_process_ID()
    {
        for (int number = 1; number <= 2000; number++)
        {
            Directory.CreateDirectory(Path.Combine(_temporary.FullName, $".scalewright-{Environment.ProcessId}-{number}.tmp"));
        }

        OutputFolder.Open(_temporary.FullName).Write("a.txt", Text("mine"));

        File.ReadAllText(Path.Combine(_temporary.FullName, "a.txt")).ShouldBe("mine");
    }

    [Fact]
    public void An_existing_file_is_replaced()
    {
        OutputFolder folder = OutputFolder.Open(_temporary.FullName);

        folder.Write("a.txt", Text("a long first text"));
        folder.Write("a.txt", Text("short"));

        File.ReadAllText(Path.Combine(_temporary.FullName, "a.txt")).ShouldBe("short");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Concurrent_writers_to_one_folder_do_not_interfere()
    {
        Barrier start = new(4);

        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, writer =>
        {
            start.SignalAndWait();
            for (int index = 0; index < 250; index++)
            {
                OutputFolder.Open(_temporary.FullName).Write($"{writer}-{index}.txt", Text($"{writer}"));
            }
        });

        FilesBelow(_temporary.FullName).Length.ShouldBe(1000);
        Enumerable
            .Range(0, 4)
            .ShouldAllBe(writer => File.ReadAllText(Path.Combine(_temporary.FullName, $"{writer}-249.txt")) == $"{writer}");
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("a\\b")]
    public void An_unsafe_or_malformed_output_path_is_rejected(string path)
    {
        OutputFolder folder = OutputFolder.Open(Path.Combine(_temporary.FullName, "out"));

        OutputException refused = Should.Throw<OutputException>(() => folder.Write(path, Text("x")));

        refused.Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.OutputNotWritable);
        FilesBelow(_temporary.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void A_link_is_not_followed_out_of_the_folder()
    {
        OutputFolder folder = OutputFolder.Open(Path.Combine(_temporary.FullName, "out"));
        Directory.CreateDirectory(Path.Combine(_temporary.FullName, "elsewhere"));
        Directory.CreateSymbolicLink(Path.Combine(folder.FullPath, "link"), "../elsewhere");

        OutputException refused = Should.Throw<OutputException>(() => folder.Write("link/a.txt", Text("x")));

        refused.Message.ShouldContain("link");
        FilesBelow(Path.Combine(_temporary.FullName, "elsewhere")).ShouldBeEmpty();
    }

    [Fact]
    public void A_link_at_the_path_of_a_file_is_replaced_and_its_target_is_kept()
    {
        OutputFolder folder = OutputFolder.Open(Path.Combine(_temporary.FullName, "out"));
        string victim = Path.Combine(_temporary.FullName, "victim");
        File.WriteAllText(victim, "precious");
        File.CreateSymbolicLink(Path.Combine(folder.FullPath, "a.txt"), victim);

        folder.Write("a.txt", Text("x"));

        File.ReadAllText(victim).ShouldBe("precious");
        File.ReadAllText(Path.Combine(folder.FullPath, "a.txt")).ShouldBe("x");
    }

    [Fact]
    public void All_invalid_paths_are_reported_together()
    {
        OutputFolder folder = OutputFolder.Open(_temporary.FullName);
        _temporary.CreateSubdirectory("taken");

        OutputException refused = Should.Throw<OutputException>(() =>
            folder.Check(["ok", "../a", "/b", "ok", "taken", "ok/below", new string('n', 256)])
        );

        refused
            .Problems.Select(problem => problem.Field)
            .ShouldBe(["../a", "/b", "ok", "taken", TextEscaping.Escape(new string('n', 256)), "ok"]);
    }

    [Fact]
    public void A_writer_that_throws_leaves_the_old_file_and_no_temporary_file()
    {
        OutputFolder folder = OutputFolder.Open(_temporary.FullName);
        folder.Write("a.txt", Text("old"));

        Should.Throw<InvalidOperationException>(() => folder.Write("a.txt", buffer =>
            {
                buffer.Write("half"u8);
                throw new InvalidOperationException();
            }));

        FilesBelow(_temporary.FullName).ShouldBe(["a.txt"]);
        File.ReadAllText(Path.Combine(_temporary.FullName, "a.txt")).ShouldBe("old");
    }

    [Fact]
    public void A_canceled_write_creates_no_file()
    {
        OutputFolder folder = OutputFolder.Open(_temporary.FullName);

        Should.Throw<OperationCanceledException>(() => folder.Write("a.txt", Text("x"), new CancellationToken(canceled: true)));

        FilesBelow(_temporary.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void An_output_folder_at_or_below_a_file_is_rejected()
    {
        string file = Path.Combine(_temporary.FullName, "file");
        File.WriteAllText(file, "x");

        Should
            .Throw<OutputException>(() => OutputFolder.Open(file))
            .Problems.ShouldHaveSingleItem()
            .Code.ShouldBe(ProblemCode.OutputNotWritable);
        Should.Throw<OutputException>(() => OutputFolder.Open(Path.Combine(file, "below"))).Problems.ShouldHaveSingleItem();
        FilesBelow(_temporary.FullName).ShouldBe(["file"]);
    }

    [Fact]
    public void A_folder_that_becomes_unwritable_is_reported_and_keeps_no_temporary_file()
    {
        OutputFolder folder = OutputFolder.Open(Path.Combine(_temporary.FullName, "out"));
        Directory.Delete(folder.FullPath);
        File.WriteAllText(folder.FullPath, "in the way");

        Should.Throw<OutputException>(() => folder.Write("a.txt", Text("x"))).Problems.ShouldHaveSingleItem();

        FilesBelow(_temporary.FullName).ShouldBe(["out"]);
    }

    private static Action<IBufferWriter<byte>> Text(string text) => buffer => buffer.Write(Encoding.UTF8.GetBytes(text));

    private static string[] FilesBelow(string folder) =>
        [
            .. Directory
                .EnumerateFiles(
                    folder,
                    "*",
                    new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }
                )
                .Select(file => Path.GetRelativePath(folder, file))
                .Order(StringComparer.Ordinal),
        ];
}
