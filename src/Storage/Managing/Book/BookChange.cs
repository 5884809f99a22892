namespace Scalewright.Storage.Managing.Book;

/// <summary>A change of what a manager knows: whole entries that are new or other, and entries that are gone. Applying one twice does no harm.</summary>
internal sealed record BookChange
{
    public ValueList<TokenRecord>? Tokens { get; init; }

    public ValueList<HostRecord>? Hosts { get; init; }

    public ValueList<TargetRecord>? Targets { get; init; }

    public ValueList<FilesystemRecord>? Filesystems { get; init; }

    public ValueList<CommandRecord>? Commands { get; init; }

    public ValueList<ControllerRecord>? Controllers { get; init; }

    public ValueList<int>? HostsGone { get; init; }

    public ValueList<int>? TargetsGone { get; init; }

    public ValueList<int>? FilesystemsGone { get; init; }

    public ValueList<int>? ControllersGone { get; init; }

    /// <summary>The certificate authority, made once: certificate and key, PEM.</summary>
    public string? Authority { get; init; }

    /// <summary>The highest number given to any entry; 0 in a change.</summary>
    public int LastId { get; init; }
}
