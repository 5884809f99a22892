using Loopback.Services;
using Loopback.Services.Objects;
using Scalewright.Experiments.Objects;
namespace Experiments.Services.Tests.Objects;

/// <summary>The judge of the loopback server is a real client, which also reads what ours wrote.</summary>
public class S3cmdTests
{
    [MachineFact("s3cmd")]
    public async Task A_real_client_and_ours_read_what_the_other_wrote()
    {
        ObjectStore store = new("loopback", "loopback-secret");
        await using LoopbackServer server = await LoopbackServer.StartAsync(store.AnswerAsync);
        using TemporaryFolder folder = new();
        string config = folder.Write("s3cfg", "");
        byte[] large = StoreTest.Content(12 * 1024 * 1024);
        await File.WriteAllBytesAsync(folder.At("large.bin"), large);
        folder.Write("small file+ü.txt", "hello\n");
        using S3Client client = new(new S3Options(server.Address, new S3Key("loopback", "loopback-secret")) { PartBytes = S3Options.PartBytesMin });

        await S3cmdAsync("mb", "s3://exports");
        await S3cmdAsync("put", "--multipart-chunk-size-mb=5", folder.At("large.bin"), "s3://exports/theirs/large.bin");
        await S3cmdAsync("put", folder.At("small file+ü.txt"), "s3://exports/theirs/small file+ü.txt");
        using MemoryStream read = new();
        await client.DownloadAsync("exports", "theirs/large.bin", read);
        await client.UploadAsync("exports", "ours/large.bin", new MemoryStream(large));
        await S3cmdAsync("get", "s3://exports/ours/large.bin", folder.At("back.bin"));
        string list = await S3cmdAsync("ls", "--recursive", "s3://exports");
        string folders = await S3cmdAsync("ls", "s3://exports");

        read.ToArray().AsSpan().SequenceEqual(large).ShouldBeTrue();
        (await File.ReadAllBytesAsync(folder.At("back.bin"))).AsSpan().SequenceEqual(large).ShouldBeTrue();
        list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf("s3://", StringComparison.Ordinal) + 5)..]).ShouldBe(["exports/ours/large.bin", "exports/theirs/large.bin", "exports/theirs/small file+ü.txt"]);
        folders.ShouldContain("DIR");
        await S3cmdAsync("del", "--recursive", "--force", "s3://exports");
        await S3cmdAsync("rb", "s3://exports");
        store.Uploads.ShouldBe(0);

        async Task<string> S3cmdAsync(params string[] arguments)
        {
            string host = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{server.Address.Port}");
            string[] all = ["--config", config, "--access_key=loopback", "--secret_key=loopback-secret", $"--host={host}", $"--host-bucket={host}", "--no-ssl", "--region=us-east-1", "--no-progress", .. arguments];
            (int exit, string output, string errors) = await RealProgram.RunAsync("s3cmd", all);
            exit.ShouldBe(0, string.Join(' ', arguments) + "\n" + output + errors);
            return output;
        }
    }
}
