using Scalewright.Programs;

namespace Tool.Tests;

public sealed class OutputFileTests : IDisposable
{
    private const string Option = "--out";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_write_that_fails_leaves_the_folder_unchanged(bool exists)
    {
        if (exists)
        {
            _folder.Write("a.txt", "earlier");
        }

        IOException failure = await Should.ThrowAsync<IOException>(() =>
            OutputFileOption.WriteAsync(Option, new FileInfo(_folder.At("a.txt")), async stream =>
            {
                await stream.WriteAsync("half"u8.ToArray());
                await stream.FlushAsync();
                throw new IOException($"No space left on device : '{_folder.At("a.txt")}'");
            })
        );

        failure.Message.ShouldBe(
            $"--out: '{_folder.At("a.txt")}' cannot be written (No space left on device); name a file in a folder that is there"
        );
        string[] files = [.. Directory.EnumerateFiles(_folder.Root).Select(file => File.ReadAllText(file))];
        files.ShouldBe(exists ? ["earlier"] : []);
    }

    [Fact]
    public async Task A_text_replaces_the_earlier_file_only_when_it_is_complete()
    {
        _folder.Write("ca.pem", "earlier");
        Command.Run("ln", _folder.Root, new Dictionary<string, string>(), "ca.pem", "earlier.pem").ExitCode.ShouldBe(0);

        await OutputFileOption.WriteAsync(Option, new FileInfo(_folder.At("ca.pem")), "new", CancellationToken.None);

        File.ReadAllText(_folder.At("earlier.pem")).ShouldBe("earlier");
        Directory.EnumerateFiles(_folder.Root).Count().ShouldBe(2);
        File.ReadAllText(_folder.At("ca.pem")).ShouldBe("new");
    }

    [LinuxFact]
    public async Task A_replaced_file_keeps_its_permissions()
    {
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        string path = _folder.Write("key.pem", "earlier");
        File.SetUnixFileMode(path, Private);

        await OutputFileOption.WriteAsync(Option, new FileInfo(path), "next", CancellationToken.None);

        (File.ReadAllText(path), File.GetUnixFileMode(path)).ShouldBe(("next", Private));
    }

    [Fact]
    public async Task A_link_is_kept_and_its_target_is_written()
    {
        _folder.Write("target.txt", "earlier");
        File.CreateSymbolicLink(_folder.At("a.txt"), "target.txt");

        await OutputFileOption.WriteAsync(Option, new FileInfo(_folder.At("a.txt")), "new", CancellationToken.None);

        new FileInfo(_folder.At("a.txt")).LinkTarget.ShouldBe("target.txt");
        File.ReadAllText(_folder.At("target.txt")).ShouldBe("new");
    }
}
