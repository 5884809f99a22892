using System.Text.Json.Serialization;
using Scalewright.Journals;
using Scalewright.Storage.State;

namespace StorageSample.Managing.Records;

/// <summary>Durable state of a manager: in memory, and in the journal of a folder if there is one.</summary>
/// <remarks>Thread-safe. A change returns when it is durable.</remarks>
internal sealed class ManagerStore : IDurableState, IAsyncDisposable
{
    private static readonly FormatFile Format = new("scalewright-storage-manager", 1, "a manager of storage servers");

    private readonly Lock _gate = new();
    private readonly RecordTable<TokenRecord> _tokens = new(static entry => entry.Id);
    private readonly RecordTable<HostRecord> _hosts = new(static entry => entry.Id);
    private readonly RecordTable<TargetRecord> _targets = new(static entry => entry.Id);
    private readonly RecordTable<FilesystemRecord> _filesystems = new(static entry => entry.Id);
    private readonly RecordTable<CommandRecord> _commands = new(static entry => entry.Id);
    private readonly RecordTable<ControllerRecord> _controllers = new(static entry => entry.Id);
    private readonly Dictionary<string, HostRecord> _hostsByName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TokenRecord> _tokensBySecret = new(StringComparer.Ordinal);
    private string? _authority;
    private string? _invalidContent;
    private DurableStore? _store;
    private bool _isOpen;

    /// <summary>Certificate authority, PEM; null before its creation.</summary>
    public string? Authority => Read(store => store._authority);

    /// <exception cref="StateException">The folder is locked, or damaged, or the disk failed.</exception>
    /// <exception cref="StorageException">The folder contains other content, a newer version or invalid
    /// changes.</exception>
    public static async Task<ManagerStore> OpenAsync(StorageManagerOptions managing, CancellationToken cancellationToken)
    {
        ManagerStore store = new();
        if (managing.Folder is { } folder)
        {
            DurableStoreOptions options = new()
            {
                LockHolder = LocalFileSystem.CreateLockHolder("", "storage-manager"),
                Random = managing.Random ?? new Random(System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue)),
                Clock = managing.Clock,
                AllowOlderState = managing.AllowOlderState,
                ForceUnlockId = managing.BreakLockId,
            };
            IFileSystem files = managing.Files ?? LocalFileSystem.Create();
            await store.ThrowIfInvalidAsync(folder, await store.LoadAsync(files, folder, options, managing.IsDryRun, cancellationToken));
        }

        store._isOpen = true;
        return store;
    }

    public T Read<T>(Func<ManagerStore, T> selector)
    {
        lock (_gate)
        {
            return selector(this);
        }
    }

    /// <summary>Changes the state under the lock and waits until the change is durable.</summary>
    /// <param name="decide">Returns the change and the result. Null changes nothing.</param>
    /// <exception cref="StateException">The change could not be recorded.</exception>
    public async Task<T> ChangeAsync<T>(Func<ManagerStore, (ManagerChange? Change, T Result)> decide)
    {
        Task recorded = Task.CompletedTask;
        T result;
        lock (_gate)
        {
            (ManagerChange? change, result) = decide(this);
            if (change is not null)
            {
                Apply(change);
                recorded = _store?.AppendAsync(change, ManagerStoreJson.Default.ManagerChange) ?? Task.CompletedTask;
            }
        }

        await recorded;
        return result;
    }

    public Task ChangeAsync(Func<ManagerStore, ManagerChange?> decide) => ChangeAsync(store => (decide(store), 0));

    public RecordTable<TokenRecord> Tokens => _tokens;

    public RecordTable<HostRecord> Hosts => _hosts;

    public RecordTable<TargetRecord> Targets => _targets;

    public RecordTable<FilesystemRecord> Filesystems => _filesystems;

    public RecordTable<CommandRecord> Commands => _commands;

    public RecordTable<ControllerRecord> Controllers => _controllers;

    public HostRecord? FindHost(string fqdn) => _hostsByName.GetValueOrDefault(fqdn);

    public TokenRecord? FindToken(string secret) => _tokensBySecret.GetValueOrDefault(secret);

    public void Restore(ReadOnlyMemory<byte> content) => ApplyJson(content.Span, "a snapshot");

    public void Apply(in JournalRecord record)
    {
        // Changes of this process are applied before they are recorded.
        if (!_isOpen)
        {
            ApplyJson(record.Json.Span, $"change {record.Sequence}");
        }
    }

    public void WriteTo(IBufferWriter<byte> output)
    {
        ManagerChange whole = Read(static store => new ManagerChange
        {
            Tokens = store._tokens.All.ToValueList(),
            Hosts = store._hosts.All.ToValueList(),
            Targets = store._targets.All.ToValueList(),
            Filesystems = store._filesystems.All.ToValueList(),
            Commands = store._commands.All.ToValueList(),
            Controllers = store._controllers.All.ToValueList(),
            Authority = store._authority,
            LastId = Math.Max(
                store._hosts.LastId,
                Math.Max(store._targets.LastId, Math.Max(store._filesystems.LastId, store._controllers.LastId))
            ),
        });
        using Utf8JsonWriter writer = new(output);
        JsonSerializer.Serialize(writer, whole, ManagerStoreJson.Default.ManagerChange);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    private async Task<long> LoadAsync(
        IFileSystem files,
        string folder,
        DurableStoreOptions options,
        bool isDryRun,
        CancellationToken cancellationToken
    )
    {
        bool isThere = Format.IsIn(files, folder);
        if (isDryRun)
        {
            return isThere && DurableStore.Read(files, folder, this, options) is { } read ? read.Watermark.Sequence : 0;
        }

        if (!isThere)
        {
            await Format.WriteAsync(files, folder);
        }

        _store = await DurableStore.OpenAsync(files, folder, this, options, cancellationToken);
        return _store.Watermark.Sequence;
    }

    // The first change of every manager is its authority.
    private async Task ThrowIfInvalidAsync(string folder, long sequence)
    {
        string? invalid = _invalidContent ?? (sequence > 0 && _authority is null ? "changes of another program" : null);
        if (invalid is not null)
        {
            await DisposeAsync();
            throw new StorageException(
                [new Problem(ProblemCode.StateCorrupt, $"contains {invalid}", "restore the folder from a backup, or name another one") { Field = folder }]
            );
        }
    }

    private void ApplyJson(ReadOnlySpan<byte> json, string source)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, ManagerStoreJson.Default.ManagerChange) is { IsWhole: true } change)
            {
                Apply(change);
            }
            else
            {
                _invalidContent ??= $"{source} with missing required fields";
            }
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            _invalidContent ??= $"{source} that cannot be read: {exception.Message}";
        }
    }

    private void Apply(ManagerChange change)
    {
        foreach (int id in change.HostsGone ?? [])
        {
            if (_hosts.Find(id) is { } gone)
            {
                _hostsByName.Remove(gone.Fqdn);
            }
        }

        foreach (HostRecord host in change.Hosts ?? [])
        {
            if (_hosts.Find(host.Id) is { } before)
            {
                _hostsByName.Remove(before.Fqdn);
            }

            _hostsByName[host.Fqdn] = host;
        }

        foreach (TokenRecord token in change.Tokens ?? [])
        {
            _tokensBySecret[token.Secret] = token;
        }

        _tokens.Apply(change.Tokens, null);
        _hosts.Apply(change.Hosts, change.HostsGone);
        _targets.Apply(change.Targets, change.TargetsGone);
        _filesystems.Apply(change.Filesystems, change.FilesystemsGone);
        _commands.Apply(change.Commands, null);
        _controllers.Apply(change.Controllers, change.ControllersGone);
        _authority = change.Authority ?? _authority;
        if (change.LastId > 0)
        {
            // Numbers of deleted entries are not reused.
            _hosts.Reserve(change.LastId);
            _targets.Reserve(change.LastId);
            _filesystems.Reserve(change.LastId);
            _controllers.Reserve(change.LastId);
        }
    }
}

/// <summary>Registration token: its secret allows registering servers.</summary>
internal sealed record TokenRecord(int Id, string Secret, string Profile, int Credits)
{
    /// <summary>Expiration time; null: never.</summary>
    public DateTimeOffset? Expiry { get; init; }

    public bool IsCancelled { get; init; }
}

internal sealed record FilesystemRecord(int Id, string Name)
{
    public const string Creating = "unavailable";
    public const string Available = "available";
    public const string Stopped = "stopped";

    public string State { get; init; } = Creating;
}

/// <summary>Entries by number, in ascending order.</summary>
internal sealed class RecordTable<T>(Func<T, int> idOf)
    where T : class
{
    private readonly SortedDictionary<int, T> _entries = [];

    public int Count => _entries.Count;

    public IEnumerable<T> All => _entries.Values;

    public int LastId { get; private set; }

    public T? Find(int id) => _entries.GetValueOrDefault(id);

    public void Apply(IEnumerable<T>? put, IEnumerable<int>? deleted)
    {
        foreach (T entry in put ?? [])
        {
            _entries[idOf(entry)] = entry;
            LastId = Math.Max(LastId, idOf(entry));
        }

        foreach (int id in deleted ?? [])
        {
            _entries.Remove(id);
        }
    }

    public void Reserve(int lastId) => LastId = Math.Max(LastId, lastId);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower
)]
[JsonSerializable(typeof(ManagerChange))]
[JsonSerializable(typeof(RegistrationResponse))]
internal sealed partial class ManagerStoreJson : JsonSerializerContext;
