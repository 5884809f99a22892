using Scalewright.Storage.State;

namespace Scalewright.Storage.Hsm;

/// <summary>HSM coordinators and their copytools.</summary>
public sealed class HsmControl
{
    private readonly StorageStore _store;

    internal HsmControl(StorageStore store) => _store = store;

    /// <summary>Coordinators, ordered by file system.</summary>
    public ValueList<HsmCoordinator> Coordinators =>
        _store.Read(tables => tables.Coordinators.Values.OrderBy(coordinator => coordinator.FsName, StringComparer.Ordinal).ToValueList());

    /// <summary>Copytools, ordered by ID.</summary>
    public ValueList<Copytool> Copytools =>
        _store.Read(tables => tables.Copytools.Values.OrderBy(copytool => copytool.Id, StringComparer.Ordinal).ToValueList());

    /// <summary>Sets the state of a file system's coordinator. Creates the coordinator if it does not exist.</summary>
    /// <param name="fsName">Name of the file system.</param>
    /// <param name="value">State: <c>enabled</c>, <c>disabled</c>, <c>shutdown</c> or <c>purge</c>.</param>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    /// <exception cref="StorageException">The value is not one of these.</exception>
    public Task SetCoordinatorAsync(string fsName, string value, CancellationToken cancellationToken = default)
    {
        bool isEnabled = value switch
        {
            "enabled" or "purge" => true,
            "disabled" or "shutdown" => false,
            _ => throw new StorageException(
                ProblemCode.OutOfRange,
                "hsm_control",
                $"{value} is no such control",
                "use enabled, disabled, shutdown or purge"
            ),
        };
        return _store.ChangeAsync(
            tables =>
            {
                HsmCoordinator coordinator = tables.Coordinators.GetValueOrDefault(fsName) ?? new HsmCoordinator(fsName, isEnabled);
                return new StorageChange
                {
                    Coordinators =
                    [
                        coordinator with
                        {
                            IsEnabled = isEnabled,
                            PurgeCount = coordinator.PurgeCount + (value == "purge" ? 1 : 0),
                        },
                    ],
                };
            },
            cancellationToken
        );
    }

    /// <summary>Adds a copytool.</summary>
    /// <param name="copytool">Copytool to add.</param>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    public Task AddCopytoolAsync(Copytool copytool, CancellationToken cancellationToken = default) =>
        _store.ChangeAsync(_ => new StorageChange { Copytools = [copytool] }, cancellationToken);

    /// <summary>Starts or stops a copytool.</summary>
    /// <param name="id">ID of the copytool.</param>
    /// <param name="runs">True to start it; false to stop it.</param>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    /// <exception cref="StorageException">The copytool or the coordinator of its file system is missing.</exception>
    public Task SetCopytoolRunningAsync(string id, bool runs, CancellationToken cancellationToken = default) =>
        _store.ChangeAsync(
            tables =>
            {
                Copytool copytool = Find(tables, id);
                return runs && !tables.Coordinators.ContainsKey(copytool.FsName)
                    ? throw new StorageException(
                        ProblemCode.UnknownReference,
                        copytool.FsName,
                        "has no coordinator",
                        "enable its hsm_control first"
                    )
                    : new StorageChange { Copytools = [copytool with { IsRunning = runs }] };
            },
            cancellationToken
        );

    /// <summary>Removes a copytool.</summary>
    /// <param name="id">ID of the copytool.</param>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    /// <exception cref="StorageException">The copytool does not exist.</exception>
    public Task RemoveCopytoolAsync(string id, CancellationToken cancellationToken = default) =>
        _store.ChangeAsync(tables => new StorageChange { GoneCopytools = [Find(tables, id).Id] }, cancellationToken);

    private static Copytool Find(StorageTables tables, string id) =>
        tables.Copytools.TryGetValue(id, out Copytool? copytool)
            ? copytool
            : throw new StorageException(ProblemCode.UnknownReference, id, "is not a copytool", "configure it first");
}
