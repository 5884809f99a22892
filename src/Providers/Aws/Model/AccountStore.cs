using Scalewright.Journals;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// Stores the account in memory and optionally in a folder. Each change is durable before it is visible.
/// </summary>
internal sealed class AccountStore : IDurableState, IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private AccountState _state;
    private AccountState? _prepared;
    private DurableStore? _store;

    private AccountStore(AccountState state) => _state = state;

    public AccountState State => Volatile.Read(ref _state);

    /// <param name="folder">Local folder; null to keep the account in memory.</param>
    /// <exception cref="StateException">The folder is locked by another process or damaged, or the disk
    /// failed.</exception>
    public static async Task<AccountStore> OpenAsync(
        string? folder,
        AutoScalingEndpointOptions endpoint,
        CancellationToken cancellationToken
    )
    {
        long seed = endpoint.Clock.GetUtcNow().Ticks;
        AccountStore store = new(new AccountState { Seed = seed });
        if (folder is not null)
        {
            DurableStoreOptions options = new()
            {
                LockHolder = LocalFileSystem.CreateLockHolder("", "autoscaling"),
                Random = new Random((int)(seed ^ (seed >> 32))),
                Clock = endpoint.Clock,
            };
            IFileSystem files = LocalFileSystem.Create();
            if (endpoint.IsDryRun)
            {
                DurableStore.Read(files, folder, store, options);
            }
            else
            {
                store._store = await DurableStore.OpenAsync(files, folder, store, options, cancellationToken);
            }
        }

        return store;
    }

    /// <summary>Changes the account. Changes are applied one at a time, in the order of the calls.</summary>
    /// <param name="change">Pure function from the account to its successor. If it throws, nothing is changed.</param>
    /// <exception cref="StateException">The change could not be stored.</exception>
    public async Task<T> ChangeAsync<T>(Func<AccountState, (AccountState State, T Result)> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            (AccountState after, T result) = change(_state);
            if (ReferenceEquals(after, _state))
            {
                return result;
            }

            if (_store is null)
            {
                Volatile.Write(ref _state, after);
                return result;
            }

            _prepared = after;
            await _store.AppendAsync(AccountChange.Between(_state, after), AccountJson.Default.AccountChange, CancellationToken.None);
            return result;
        }
        finally
        {
            _prepared = null;
            _turn.Release();
        }
    }

    public void Restore(ReadOnlyMemory<byte> content) =>
        _state = JsonSerializer.Deserialize(content.Span, AccountJson.Default.AccountState)?.Upgrade() ?? _state;

    public void Apply(in JournalRecord record) =>
        Volatile.Write(
            ref _state,
            _prepared ?? JsonSerializer.Deserialize(record.Json.Span, AccountJson.Default.AccountChange)?.ApplyTo(_state) ?? _state
        );

    public void WriteTo(IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output);
        JsonSerializer.Serialize(writer, State, AccountJson.Default.AccountState);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        _turn.Dispose();
    }
}
