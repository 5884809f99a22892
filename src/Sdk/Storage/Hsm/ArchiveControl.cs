using Scalewright.Storage.State;

namespace Scalewright.Storage.Hsm;

/// <summary>The coordinators of archive work and their copytools.</summary>
public sealed class ArchiveControl
{
    private readonly StorageBook _book;

    internal ArchiveControl(StorageBook book) => _book = book;

    /// <summary>The coordinators by file system.</summary>
    public ValueList<Coordinator> Coordinators => _book.Read(tables => tables.Coordinators.Values.OrderBy(item => item.FsName, StringComparer.Ordinal).ToValueList());

    /// <summary>The copytools by id.</summary>
    public ValueList<Copytool> Copytools => _book.Read(tables => tables.Copytools.Values.OrderBy(item => item.Id, StringComparer.Ordinal).ToValueList());

    /// <summary>Controls the coordinator of a file system; makes it when there is none.</summary>
    /// <param name="fsName">The file system.</param>
    /// <param name="value"><c>enabled</c>, <c>disabled</c>, <c>shutdown</c> or <c>purge</c>.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    /// <exception cref="StorageException">The value is none of these.</exception>
    public Task ControlAsync(string fsName, string value, CancellationToken cancellationToken = default)
    {
        bool isEnabled = value switch
        {
            "enabled" or "purge" => true,
            "disabled" or "shutdown" => false,
            _ => throw new StorageException(ProblemCode.OutOfRange, "hsm_control", $"{value} is no such control", "use enabled, disabled, shutdown or purge"),
        };
        return _book.ChangeAsync(
            tables =>
            {
                Coordinator known = tables.Coordinators.GetValueOrDefault(fsName) ?? new Coordinator(fsName, isEnabled);
                return new StorageChange { Coordinators = [known with { IsEnabled = isEnabled, PurgeCount = known.PurgeCount + (value == "purge" ? 1 : 0) }] };
            },
            cancellationToken);
    }

    /// <summary>Makes a copytool known.</summary>
    /// <param name="copytool">The copytool.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    public Task ConfigureAsync(Copytool copytool, CancellationToken cancellationToken = default) =>
        _book.ChangeAsync(_ => new StorageChange { Copytools = [copytool] }, cancellationToken);

    /// <summary>Starts or stops a copytool.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="runs">Start or stop.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    /// <exception cref="StorageException">There is no such copytool, or its file system has no coordinator.</exception>
    public Task RunAsync(string id, bool runs, CancellationToken cancellationToken = default) => _book.ChangeAsync(
        tables =>
        {
            Copytool copytool = Find(tables, id);
            return runs && !tables.Coordinators.ContainsKey(copytool.FsName)
                ? throw new StorageException(ProblemCode.UnknownReference, copytool.FsName, "has no coordinator", "enable its hsm_control first")
                : new StorageChange { Copytools = [copytool with { IsRunning = runs }] };
        },
        cancellationToken);

    /// <summary>Forgets a copytool.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    /// <exception cref="StorageException">There is no such copytool.</exception>
    public Task RemoveAsync(string id, CancellationToken cancellationToken = default) =>
        _book.ChangeAsync(tables => new StorageChange { GoneCopytools = [Find(tables, id).Id] }, cancellationToken);

    private static Copytool Find(StorageTables tables, string id) => tables.Copytools.TryGetValue(id, out Copytool? copytool)
        ? copytool
        : throw new StorageException(ProblemCode.UnknownReference, id, "is no copytool", "configure it first");
}
