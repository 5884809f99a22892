using System.Text.Json.Serialization;

namespace Scalewright.Journals;

/// <summary>Holder of the lock of a state, as stored in the lock file.</summary>
public sealed record LockHolder
{
    /// <summary>Unique ID of this lock acquisition, used to break the lock. Set by the store.</summary>
    public string Id { get; init; } = "";

    /// <summary>Process ID.</summary>
    [JsonPropertyName("pid")]
    public int ProcessId { get; init; }

    /// <summary>Boot ID of the machine for which <see cref="ProcessId"/> is valid; empty if unknown.</summary>
    public string BootId { get; init; } = "";

    /// <summary>Name of the machine.</summary>
    public string Host { get; init; } = "";

    /// <summary>Name of the user.</summary>
    public string User { get; init; } = "";

    /// <summary>Version of the program.</summary>
    public string Version { get; init; } = "";

    /// <summary>Name of the operation, for example <c>provision</c>.</summary>
    public string Operation { get; init; } = "";

    /// <summary>Epoch; increases with each holder. Set by the store.</summary>
    public long Epoch { get; init; }

    /// <summary>Time in UTC at which the lock was acquired. Set by the store.</summary>
    [JsonPropertyName("start")]
    public DateTimeOffset AcquiredAt { get; init; }

    /// <summary>Time in UTC at which the lease ends unless it is renewed. Set by the store.</summary>
    [JsonPropertyName("leaseEnd")]
    public DateTimeOffset LeaseExpiresAt { get; init; }

    /// <summary>ID of the holder whose lock was broken for this one; empty for none.</summary>
    [JsonPropertyName("broke")]
    public string BrokenHolder { get; init; } = "";

    /// <summary>Returns <c>eve@rig pid 4711, 'provision' since 2030-01-01T00:00:00Z, lock 5f0c…</c>.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{TextEscaping.Escape(User)}@{TextEscaping.Escape(Host)} pid {ProcessId}, '{TextEscaping.Escape(Operation)}' "
                + $"since {AcquiredAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}, lock {TextEscaping.Escape(Id)}"
        );
}
