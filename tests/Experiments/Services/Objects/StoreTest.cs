using Loopback.Services;
using Loopback.Services.Objects;
using Scalewright.Experiments.Objects;

namespace Experiments.Services.Tests.Objects;

/// <summary>A store of objects with a bucket, and a client of it whose pauses take no time.</summary>
internal sealed class StoreTest : IAsyncDisposable
{
    private const string Bucket = "savepoints";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private StoreTest(ObjectStore store, LoopbackServer server)
    {
        (Store, Server) = (store, server);
        Client = NewClient();
    }

    public ObjectStore Store { get; }

    public LoopbackServer Server { get; }

    public LeapingClock Clock { get; } = new(Patience);

    public S3Client Client { get; }

    public static async Task<StoreTest> StartAsync()
    {
        ObjectStore store = new("loopback", "loopback-secret");
        StoreTest test = new(store, await LoopbackServer.StartAsync(store.AnswerAsync));
        await test.Client.CreateBucketAsync(Bucket);
        return test;
    }

    public S3Client NewClient(Func<S3Options, S3Options>? change = null)
    {
        S3Options options = new(Server.Address, new S3Key("loopback", "loopback-secret")) { Clock = Clock, Timeout = Patience, PartBytes = S3Options.PartBytesMin };
        return new S3Client(change is null ? options : change(options));
    }

    /// <summary>Bytes that are not all alike.</summary>
    public static byte[] Content(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
