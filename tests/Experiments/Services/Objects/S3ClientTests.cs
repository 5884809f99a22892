using Loopback.Services;
using Loopback.Services.Objects;
using Microsoft.AspNetCore.Http;
using Scalewright.Experiments.Objects;
using Scalewright.Experiments.Services;
namespace Experiments.Services.Tests.Objects;

public class S3ClientTests
{
    private const string Bucket = "savepoints";
    private const int Part = S3Options.PartBytesMin;

    [Theory]
    [InlineData("plain")]
    [InlineData("a/b/c.bin")]
    [InlineData("with space+plus&and=equals?question#hash%41")]
    [InlineData("süd/日本/\u00e9")]
    [InlineData("a/../b/./c//d")]
    [InlineData("tilde~star*quote'(paren)!$,;:@")]
    public async Task What_is_written_under_a_key_is_found_listed_read_and_removed_under_it(string key)
    {
        await using StoreTest test = await StoreTest.StartAsync();
        byte[] content = StoreTest.Content(1000);

        S3Object written = await test.Client.UploadAsync(Bucket, key, new MemoryStream(content));

        test.Store.Find(Bucket, key)!.Content.ShouldBe(content);
        written.Length.ShouldBe(1000);
        (await test.Client.FindAsync(Bucket, key))!.ETag.ShouldBe(written.ETag);
        (await ListAsync(test.Client, "")).ShouldHaveSingleItem().Key.ShouldBe(key);
        (await ReadAsync(test.Client, key)).ShouldBe(content);
        await test.Client.DeleteAsync(Bucket, key);
        await test.Client.DeleteAsync(Bucket, key);
        (await test.Client.FindAsync(Bucket, key)).ShouldBeNull();
        await test.Client.DeleteBucketAsync(Bucket);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(Part - 1, 0)]
    [InlineData(Part, 1)]
    [InlineData((2 * Part) + 7, 3)]
    public async Task What_is_long_goes_in_parts(int length, int parts)
    {
        await using StoreTest test = await StoreTest.StartAsync();
        byte[] content = StoreTest.Content(length);

        S3Object written = await test.Client.UploadAsync(Bucket, "state", new MemoryStream(content));

        test.Server.Faults.Seen.Count(line => line.Contains("partNumber=", StringComparison.Ordinal)).ShouldBe(parts);
        StoredObject stored = test.Store.Find(Bucket, "state")!;
        stored.Content.AsSpan().SequenceEqual(content).ShouldBeTrue();
        written.ETag.ShouldBe(stored.ETag);
        written.Length.ShouldBe(length);
        (await ReadAsync(test.Client, "state")).AsSpan().SequenceEqual(content).ShouldBeTrue();
        test.Store.Uploads.ShouldBe(0);
    }

    [Fact]
    public async Task A_list_goes_over_all_its_pages()
    {
        await using StoreTest test = await StoreTest.StartAsync();
        test.Store.PageMax = 3;
        string[] keys = [.. Enumerable.Range(0, 10).Select(number => $"run/{number}")];
        foreach (string key in keys.Append("other"))
        {
            test.Store.Put(Bucket, key, [1]);
        }

        (await ListAsync(test.Client, "run/")).Select(item => item.Key).ShouldBe(keys);
    }

    [Fact]
    public async Task What_is_refused_for_the_moment_is_asked_again_after_the_pause_that_was_asked_for()
    {
        await using StoreTest test = await StoreTest.StartAsync();
        test.Server.Faults.Add(new Fault(FaultKind.Answer, IsPut) { Times = 2, Status = 503, RetryAfter = 7, Body = "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>" });

        await test.Client.UploadAsync(Bucket, "state", new MemoryStream([1, 2, 3]));

        test.Store.Find(Bucket, "state").ShouldNotBeNull();
        test.Clock.Pauses.ShouldBe([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)]);
    }

    [Theory]
    [InlineData(FaultKind.LoseRequest)]
    [InlineData(FaultKind.LoseReply)]
    public async Task A_connection_that_ends_at_any_step_of_an_upload_loses_nothing(FaultKind kind)
    {
        await using StoreTest test = await StoreTest.StartAsync();
        test.Server.Faults.Add(new Fault(kind, request => IsPut(request) && request.Query["partNumber"] == "2"));
        test.Server.Faults.Add(new Fault(kind, request => request.Method == "POST" && request.Query.ContainsKey("uploadId")));
        byte[] content = StoreTest.Content((2 * Part) + 1);

        S3Object written = await test.Client.UploadAsync(Bucket, "state", new MemoryStream(content));

        StoredObject stored = test.Store.Find(Bucket, "state")!;
        stored.Content.AsSpan().SequenceEqual(content).ShouldBeTrue();
        written.ETag.ShouldBe(stored.ETag);
    }

    [Fact]
    public async Task A_failure_under_a_status_of_success_is_a_failure()
    {
        await using StoreTest test = await StoreTest.StartAsync();
        test.Server.Faults.Add(new Fault(FaultKind.Answer, request => request.Query.ContainsKey("uploadId") && request.Method == "POST") { Times = 5, Status = 200, Body = "<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>" });

        ServiceException failure = await Should.ThrowAsync<ServiceException>(() => test.Client.UploadAsync(Bucket, "state", new MemoryStream(StoreTest.Content(Part))));

        failure.Word.ShouldBe("InternalError");
        test.Store.Find(Bucket, "state").ShouldBeNull();
        test.Store.Uploads.ShouldBe(0);
    }

    [Fact]
    public async Task Parts_of_an_upload_that_fails_or_is_stopped_are_removed()
    {
        await using StoreTest test = await StoreTest.StartAsync();
        test.Server.Faults.Add(new Fault(FaultKind.Answer, request => request.Query["partNumber"] == "2") { Status = 403, Body = "<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>" });

        ServiceException failure = await Should.ThrowAsync<ServiceException>(() => test.Client.UploadAsync(Bucket, "state", new MemoryStream(StoreTest.Content(3 * Part))));
        using CancellationTokenSource stop = new();
        await Should.ThrowAsync<OperationCanceledException>(() => test.Client.UploadAsync(Bucket, "state", new StoppingStream(StoreTest.Content(3 * Part), Part, stop), stop.Token));

        failure.Problems.ShouldHaveSingleItem().ToString().ShouldBe($"PUT {test.Server.Address}savepoints/state it answered 403 (AccessDenied): Access Denied.; use a key that it knows and that may do this");
        test.Store.Uploads.ShouldBe(0);
        test.Store.Find(Bucket, "state").ShouldBeNull();
    }

    [Fact]
    public async Task What_a_dead_program_left_of_uploads_is_removed()
    {
        await using StoreTest test = await StoreTest.StartAsync();
        test.Store.PageMax = 2;
        test.Server.Faults.Add(new Fault(FaultKind.LoseReply, request => request.Query.ContainsKey("uploads") && request.Method == "POST") { Times = 3 });
        await test.Client.UploadAsync(Bucket, "state", new MemoryStream(StoreTest.Content(Part)));
        test.Store.Uploads.ShouldBe(3);

        (await test.Client.CleanUploadsAsync(Bucket)).ShouldBe(3);

        test.Store.Uploads.ShouldBe(0);
        test.Store.Find(Bucket, "state").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_reading_that_breaks_off_goes_on_where_it_broke_off()
    {
        await using StoreTest test = await StoreTest.StartAsync();
        byte[] content = StoreTest.Content(300_000);
        test.Store.Put(Bucket, "state", content);
        test.Server.Faults.Add(new Fault(FaultKind.BreakReply, request => request.Method == "GET") { Bytes = 100_000, Times = 2 });

        byte[] read = await ReadAsync(test.Client, "state");

        read.AsSpan().SequenceEqual(content).ShouldBeTrue();
        test.Server.Faults.Seen.Count(line => line.StartsWith("GET", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task An_object_that_changes_while_it_is_read_is_told()
    {
        await using StoreTest test = await StoreTest.StartAsync();
        test.Store.Put(Bucket, "state", StoreTest.Content(300_000));
        test.Server.Faults.Add(new Fault(FaultKind.BreakReply, request => request.Method == "GET") { Bytes = 100_000 });
        test.Server.Faults.Add(new Fault(FaultKind.LoseRequest, request =>
        {
            if (request.Headers.Range.Count > 0)
            {
                test.Store.Put(Bucket, "state", [9]);
            }

            return false;
        }));

        ServiceException failure = await Should.ThrowAsync<ServiceException>(() => ReadAsync(test.Client, "state"));

        failure.Word.ShouldBe("PreconditionFailed");
    }

    [Theory]
    [InlineData(404, "<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist.</Message></Error>", "it answered 404 (NoSuchBucket): The specified bucket does not exist.; use a name that is there")]
    [InlineData(200, "<html>Sign in</html>", "its answer is no list of objects: <html>Sign in</html>; see whether this is the service that is meant, and in a version that is known")]
    [InlineData(200, "", "its answer is no list of objects: ; see whether this is the service that is meant, and in a version that is known")]
    [InlineData(200, "<!DOCTYPE x [<!ENTITY e 'x'>]><ListBucketResult/>", "its answer is no list of objects: <!DOCTYPE x [<!ENTITY e 'x'>]><ListBucketResult/>; see whether this is the service that is meant, and in a version that is known")]
    [InlineData(200, "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>", "an object of its list has no key or no size: <Contents><Key>a</Key></Contents>; see whether this is the service that is meant, and in a version that is known")]
    [InlineData(200, "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>", "its list has no end: a page names no other page than one that came before; see whether this is the service that is meant, and in a version that is known")]
    [InlineData(301, "", "it answered 301; see whether this is the service that is meant")]
    public async Task A_bad_answer_is_named(int status, string body, string told)
    {
        await using StoreTest test = await StoreTest.StartAsync();
        test.Server.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "GET") { Status = status, Body = body });

        ServiceException failure = await Should.ThrowAsync<ServiceException>(() => ListAsync(test.Client, ""));

        failure.Problems.ShouldHaveSingleItem().ToString().ShouldBe($"GET {test.Server.Address}savepoints {told}");
        failure.Status.ShouldBe(status == 200 && !told.Contains(": ", StringComparison.Ordinal) ? 0 : failure.Status);
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_at_once()
    {
        await using StoreTest test = await StoreTest.StartAsync();
        using S3Client stranger = test.NewClient(options => options with { Key = new S3Key("loopback", "another") });

        ServiceException failure = await Should.ThrowAsync<ServiceException>(() => ListAsync(stranger, ""));

        failure.Word.ShouldBe("SignatureDoesNotMatch");
        failure.Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.CredentialsRefused);
        failure.MayRetry.ShouldBeFalse();
        failure.ToString().ShouldNotContain("another");
    }

    [Fact]
    public async Task Who_is_not_there_is_asked_as_often_as_was_said_and_told()
    {
        await using StoreTest test = await StoreTest.StartAsync();
        Uri nobody = test.Server.Address;
        await test.Server.DisposeAsync();
        using S3Client client = test.NewClient(options => options with { Address = nobody, AttemptsMax = 3 });

        ServiceException failure = await Should.ThrowAsync<ServiceException>(() => ListAsync(client, ""));

        failure.Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.ConnectionLost);
        failure.Status.ShouldBe(0);
        test.Clock.Pauses.ShouldBe([TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(400)]);
    }

    [Fact]
    public async Task A_folder_goes_up_and_comes_back()
    {
        await using StoreTest test = await StoreTest.StartAsync();
        using TemporaryFolder source = new();
        using TemporaryFolder target = new();
        source.Write("samples.csv", "a,b\n1,2\n");
        source.Write("base/run-1.jsonl", "{}\n");

        await test.Client.UploadFolderAsync(Bucket, "join-001/", source.Root);
        (await test.Client.DownloadFolderAsync(Bucket, "join-001/", target.Root)).Select(item => item.Key).ShouldBe(["join-001/base/run-1.jsonl", "join-001/samples.csv"]);

        File.ReadAllText(target.At("samples.csv")).ShouldBe("a,b\n1,2\n");
        File.ReadAllText(target.At("base", "run-1.jsonl")).ShouldBe("{}\n");
    }

    [Fact]
    public async Task A_key_that_leads_out_of_a_folder_is_refused()
    {
        await using StoreTest test = await StoreTest.StartAsync();
        using TemporaryFolder target = new();
        test.Store.Put(Bucket, "x/../../out", [1]);

        InvalidDataException failure = await Should.ThrowAsync<InvalidDataException>(() => test.Client.DownloadFolderAsync(Bucket, "x/", target.Root));

        failure.Message.ShouldContain("'x/../../out' leads out of the folder");
        Directory.EnumerateFileSystemEntries(target.Root).ShouldBeEmpty();
    }

    [Fact]
    public void Options_that_cannot_be_are_refused()
    {
        S3Options good = new(new Uri("http://127.0.0.1:9000"), new S3Key("a", "b"));

        Should.Throw<ArgumentException>(() => new S3Client(good with { Address = new Uri("http://127.0.0.1/bucket") })).Message.ShouldContain("buckets are its first part");
        Should.Throw<ArgumentException>(() => new S3Client(good with { Address = new Uri("ftp://127.0.0.1") })).Message.ShouldContain("no http or https address");
        Should.Throw<ArgumentOutOfRangeException>(() => new S3Client(good with { PartBytes = Part - 1 }));
        Should.Throw<ArgumentOutOfRangeException>(() => new S3Client(good with { AttemptsMax = 0 }));
    }

    private static bool IsPut(HttpRequest request) => request.Method == "PUT";

    private static async Task<List<S3Object>> ListAsync(S3Client client, string prefix)
    {
        List<S3Object> objects = [];
        await foreach (S3Object item in client.ListAsync(Bucket, prefix))
        {
            objects.Add(item);
        }

        return objects;
    }

    private static async Task<byte[]> ReadAsync(S3Client client, string key)
    {
        using MemoryStream target = new();
        await client.DownloadAsync(Bucket, key, target);
        return target.ToArray();
    }
}
