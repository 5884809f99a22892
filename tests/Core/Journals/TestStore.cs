namespace Sdk.Tests.Journals;

/// <summary>Durable store whose state is the list of its change records, one JSON line each.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    public const string Folder = "/state";
    public const string Journal = Folder + "/journal.log";
    public const string Snapshot = Folder + "/state.json";
    public const string Previous = Folder + "/state.previous.json";
    public const string Mark = Folder + "/mark";

    private TestStore(DurableStore store, RecordListState state) => (Store, State) = (store, state);

    public DurableStore Store { get; }

    public RecordListState State { get; }

    public List<string> Lines => State.Lines;

    public StoreOpenResult Opening => Store.OpenResult;

    public static DurableStoreOptions Options { get; } =
        new()
        {
            LockHolder = new LockHolder
            {
                ProcessId = 4711,
                Host = "rig",
                User = "eve",
                Version = "0.1.0",
                Operation = "test",
            },
            Random = new Random(1),
            ReserveBytes = 4096,
        };

    public static async Task<TestStore> OpenAsync(IFileSystem disk, DurableStoreOptions? options = null, string folder = Folder)
    {
        RecordListState state = new();
        return new TestStore(await DurableStore.OpenAsync(disk, folder, state, options ?? Options with { Random = new Random(1) }), state);
    }

    public static async Task<StateException> RefusalAsync(IFileSystem disk, DurableStoreOptions? options = null) =>
        await Should.ThrowAsync<StateException>(async () => await (await OpenAsync(disk, options)).DisposeAsync());

    public static byte[] Change(int number) => Encoding.UTF8.GetBytes($"{{\"n\":{number}}}");

    public async Task AppendAsync(int from, int count)
    {
        for (int number = from; number < from + count; number++)
        {
            await Store.AppendAsync(Change(number));
        }
    }

    public static string[] Numbers(int count) => [.. Enumerable.Range(1, count).Select(number => $"{{\"n\":{number}}}")];

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}

/// <summary>Durable state that keeps the JSON text of each record, in order.</summary>
internal sealed class RecordListState : IDurableState
{
    public List<string> Lines { get; } = [];

    public Action OnApply { get; set; } = () => { };

    public void Restore(ReadOnlyMemory<byte> content)
    {
        using JsonDocument document = JsonDocument.Parse(content);
        Lines.AddRange(document.RootElement.EnumerateArray().Select(element => element.GetRawText()));
    }

    public void Apply(in JournalRecord record)
    {
        OnApply();
        Lines.Add(Encoding.UTF8.GetString(record.Json.Span));
    }

    public void WriteTo(IBufferWriter<byte> output) => output.Write(Encoding.UTF8.GetBytes("[\n" + string.Join(",\n", Lines) + "\n]"));
}
