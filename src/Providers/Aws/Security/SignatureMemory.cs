using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Scalewright.Providers.AutoScaling.Security;

/// <summary>Remembers signatures of changing requests until they expire. Thread-safe.</summary>
internal sealed class SignatureMemory(int maxCount)
{
    // Times of signatures are whole seconds: a client that makes one call twice within a second signs it twice alike.
    private static readonly TimeSpan SameSecond = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, (string? Connection, DateTimeOffset At)> _known = [];
    private readonly PriorityQueue<UInt128, DateTimeOffset> _byExpiry = new();

    /// <summary>Number of signatures held.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _known.Count;
            }
        }
    }

    /// <summary>Adds a signature that was verified.</summary>
    /// <param name="expiresAt">When its time of signing leaves the window.</param>
    /// <param name="connection"> Where another alike is accepted for a moment: the id of the connection, as what others
    /// recorded comes over theirs, or one text for all connections. Null: nowhere. </param>
    public SignatureUse Add(string signature, DateTimeOffset expiresAt, string? connection, DateTimeOffset now)
    {
        UInt128 digest = BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(signature)));
        lock (_gate)
        {
            while (_byExpiry.TryPeek(out UInt128 oldest, out DateTimeOffset end) && end < now)
            {
                _byExpiry.Dequeue();
                _known.Remove(oldest);
            }

            if (_known.TryGetValue(digest, out (string? Connection, DateTimeOffset At) first))
            {
                bool isOwn = connection is not null && connection == first.Connection && now - first.At <= SameSecond;
                return isOwn ? SignatureUse.First : SignatureUse.Repeated;
            }

            if (_known.Count >= maxCount)
            {
                return SignatureUse.Full;
            }

            _known.Add(digest, (connection, now));
            _byExpiry.Enqueue(digest, expiresAt);
            return SignatureUse.First;
        }
    }
}

/// <summary>The outcome of remembering a signature.</summary>
internal enum SignatureUse
{
    /// <summary>The signature is new.</summary>
    First,

    /// <summary>The signature was used before.</summary>
    Repeated,

    /// <summary>No more signatures can be remembered.</summary>
    Full,
}
