using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Scalewright.Providers.AutoScaling.Security;

/// <summary>Stores signatures of changing requests until they expire, to detect replays. Thread-safe.</summary>
internal sealed class SignatureCache(int maxCount)
{
    // Signature times are whole seconds: a client that sends a request twice within a second signs both alike.
    private static readonly TimeSpan SameSecond = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, (string? Connection, DateTimeOffset At)> _usedSignatures = [];
    private readonly PriorityQueue<UInt128, DateTimeOffset> _byExpiry = new();

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _usedSignatures.Count;
            }
        }
    }

    /// <summary>Adds a verified signature.</summary>
    /// <param name="expiresAt">Time at which the signature leaves the window.</param>
    /// <param name="connection">Scope in which the same signature is briefly accepted again: the ID of the connection,
    /// since a replay arrives over another connection, or one text for all connections. Null accepts no
    /// repetition.</param>
    public SignatureUse Add(string signature, DateTimeOffset expiresAt, string? connection, DateTimeOffset now)
    {
        UInt128 digest = BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(signature)));
        lock (_gate)
        {
            while (_byExpiry.TryPeek(out UInt128 oldest, out DateTimeOffset end) && end < now)
            {
                _byExpiry.Dequeue();
                _usedSignatures.Remove(oldest);
            }

            if (_usedSignatures.TryGetValue(digest, out (string? Connection, DateTimeOffset At) first))
            {
                bool isOwn = connection is not null && connection == first.Connection && now - first.At <= SameSecond;
                return isOwn ? SignatureUse.First : SignatureUse.Repeated;
            }

            if (_usedSignatures.Count >= maxCount)
            {
                return SignatureUse.Full;
            }

            _usedSignatures.Add(digest, (connection, now));
            _byExpiry.Enqueue(digest, expiresAt);
            return SignatureUse.First;
        }
    }
}

/// <summary>Result of adding a signature.</summary>
internal enum SignatureUse
{
    /// <summary>The signature is new.</summary>
    First,

    /// <summary>The signature was used before.</summary>
    Repeated,

    /// <summary>The store is full.</summary>
    Full,
}
