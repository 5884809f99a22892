using Loopback.Services.Objects;

namespace Experiments.Services.Tests.Objects;

/// <summary>Tests the sample s3-folder.cs. A real client checks the loopback server that both use.</summary>
[Trait(Category.Name, Category.Packaging)]
public sealed class S3FolderTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ObjectStore _store = new("loopback", "loopback-secret");
    private LoopbackServer _server = null!;

    public async Task InitializeAsync() => _server = await LoopbackServer.StartAsync(_store.AnswerAsync);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_is_uploaded_to_a_bucket_and_downloaded_unchanged()
    {
        _store.PageMax = 1;
        byte[] large = Content(6 * 1024 * 1024);
        _folder.Write("export/sub/small file+ü.txt", "hello\n");
        await File.WriteAllBytesAsync(_folder.At("export", "large.bin"), large);

        Run("loopback-secret", "put", _folder.At("export")).ShouldBe((0, "2 files", ""));
        _store.Put("exports", "join-001/", []);
        Run("loopback-secret", "get", _folder.At("back")).ShouldBe((0, "2 files", ""));

        (await File.ReadAllBytesAsync(_folder.At("back", "large.bin"))).AsSpan().SequenceEqual(large).ShouldBeTrue();
        (await File.ReadAllTextAsync(_folder.At("back", "sub", "small file+ü.txt"))).ShouldBe("hello\n");
    }

    [Fact]
    public void A_key_that_points_outside_the_folder_is_rejected()
    {
        Run("loopback-secret", "put", Directory.CreateDirectory(_folder.At("export")).FullName).ShouldBe((0, "0 files", ""));
        Run("loopback-secret", "get", _folder.At("back")).ShouldBe((0, "0 files", ""));
        _store.Put("exports", "join-001/../../outside", [1]);

        Run("loopback-secret", "get", _folder.At("back"))
            .ShouldBe((1, "", $"s3-folder: the key 'join-001/../../outside' leads out of {_folder.At("back")}; nothing further was read"));

        File.Exists(_folder.At("outside")).ShouldBeFalse();
    }

    [Fact]
    public void A_wrong_secret_key_prints_a_one_line_error_without_a_stack_trace()
    {
        (int code, string output, string errors) = Run("wrong", "get", _folder.At("back"));

        (code, output).ShouldBe((1, ""));
        errors.ShouldStartWith("s3-folder: ");
        errors.ShouldNotContain("\n");
    }

    [MachineFact("s3cmd")]
    public async Task The_sample_and_a_real_S3_client_read_each_others_files()
    {
        string config = _folder.Write("s3cfg", "");
        byte[] large = Content(12 * 1024 * 1024);
        await File.WriteAllBytesAsync(_folder.At("large.bin"), large);
        _folder.Write("export/small file+ü.txt", "hello\n");

        await S3cmdAsync("mb", "s3://exports");
        await S3cmdAsync("put", "--multipart-chunk-size-mb=5", _folder.At("large.bin"), "s3://exports/join-001/large.bin");
        Run("loopback-secret", "put", _folder.At("export")).Code.ShouldBe(0);
        Run("loopback-secret", "get", _folder.At("back")).ShouldBe((0, "2 files", ""));
        await S3cmdAsync("get", "s3://exports/join-001/small file+ü.txt", _folder.At("back.txt"));
        string list = await S3cmdAsync("ls", "--recursive", "s3://exports");
        string folders = await S3cmdAsync("ls", "s3://exports");

        (await File.ReadAllBytesAsync(_folder.At("back", "large.bin"))).AsSpan().SequenceEqual(large).ShouldBeTrue();
        (await File.ReadAllTextAsync(_folder.At("back.txt"))).ShouldBe("hello\n");
        list.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line[(line.IndexOf("s3://", StringComparison.Ordinal) + 5)..])
            .ShouldBe(["exports/join-001/large.bin", "exports/join-001/small file+ü.txt"]);
        folders.ShouldContain("DIR");
        await S3cmdAsync("del", "--recursive", "--force", "s3://exports");
        await S3cmdAsync("rb", "s3://exports");
        _store.Uploads.ShouldBe(0);

        async Task<string> S3cmdAsync(params string[] arguments)
        {
            string host = $"127.0.0.1:{_server.Address.Port}";
            string[] all =
            [
                "--config",
                config,
                "--access_key=loopback",
                "--secret_key=loopback-secret",
                $"--host={host}",
                $"--host-bucket={host}",
                "--no-ssl",
                "--region=us-east-1",
                "--no-progress",
                .. arguments,
            ];
            (int exit, string output, string errors) = await RealProgram.RunAsync("s3cmd", all);
            exit.ShouldBe(0, string.Join(' ', arguments) + "\n" + output + errors);
            return output;
        }
    }

    private (int Code, string Output, string Errors) Run(string secret, string verb, string folder)
    {
        Dictionary<string, string> key = new(StringComparer.Ordinal)
        {
            ["AWS_ACCESS_KEY_ID"] = "loopback",
            ["AWS_SECRET_ACCESS_KEY"] = secret,
        };
        ProgramResult run = Command.Dotnet(
            _folder.Root,
            key,
            SingleFile.Assembly("s3-folder"),
            verb,
            folder,
            _server.Address.ToString(),
            "exports",
            "join-001/"
        );
        return (run.ExitCode, run.Output, run.Errors);
    }

    private static byte[] Content(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
