namespace Scalewright.Journals;

/// <summary>Who holds the lock of a state, as its lock file says.</summary>
public sealed record LockHolder
{
    /// <summary>The id of this holding; a broken lock is named by it. Given by the store.</summary>
    public string Id { get; init; } = "";

    /// <summary>The process.</summary>
    public int Pid { get; init; }

    /// <summary>The start of the machine in which <see cref="Pid"/> means something; empty when not known.</summary>
    public string BootId { get; init; } = "";

    /// <summary>The machine.</summary>
    public string Host { get; init; } = "";

    /// <summary>The user.</summary>
    public string User { get; init; } = "";

    /// <summary>The version of the program.</summary>
    public string Version { get; init; } = "";

    /// <summary>What it is doing, as in <c>provision</c>.</summary>
    public string Operation { get; init; } = "";

    /// <summary>Goes up with each holder. Given by the store.</summary>
    public long Epoch { get; init; }

    /// <summary>When it took the lock, in UTC. Given by the store.</summary>
    public DateTimeOffset Start { get; init; }

    /// <summary>Until when it holds the lock without a sign of life, in UTC. Given by the store.</summary>
    public DateTimeOffset LeaseEnd { get; init; }

    /// <summary>The holder whose lock was broken for this one; empty for none.</summary>
    public string Broke { get; init; } = "";

    /// <summary><c>eve@rig pid 4711, 'provision' since 2030-01-01T00:00:00Z, lock 5f0c…</c>.</summary>
    public override string ToString() =>
        $"{Printable.Escape(User)}@{Printable.Escape(Host)} pid {Pid}, '{Printable.Escape(Operation)}' since {Start.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}, lock {Printable.Escape(Id)}";
}
