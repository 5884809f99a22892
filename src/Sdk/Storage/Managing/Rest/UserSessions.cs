using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Scalewright.Storage.Managing.Rest;

/// <summary>Who is logged in. Thread-safe.</summary>
internal sealed class UserSessions(ManagerOptions options, Secrets secrets)
{
    private const int Kept = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);
    private readonly AttemptLimiter _attempts = new(options.Clock);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, UserSession> _sessions = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public UserSession? Find(string? id)
    {
        lock (_gate)
        {
            return id is not null && _sessions.TryGetValue(id, out UserSession? session) && session.EndsAt > options.Clock.GetUtcNow() ? session : null;
        }
    }

    public UserSession Begin(string? user = null)
    {
        UserSession session = new(secrets.NextSecret(), secrets.NextSecret(), options.Clock.GetUtcNow() + Life) { User = user };
        lock (_gate)
        {
            _sessions.Add(session.Id, session);
            _order.Enqueue(session.Id);
            if (_order.Count > Kept)
            {
                _sessions.Remove(_order.Dequeue());
            }
        }

        return session;
    }

    public void End(string id)
    {
        lock (_gate)
        {
            _sessions.Remove(id);
        }
    }

    /// <summary>Checks whether it is the user. Takes the same time for every wrong answer, and after some of them the source must wait.</summary>
    /// <param name="name">Name of the user.</param>
    /// <param name="password">The password.</param>
    /// <param name="source">The address that the attempt came from; null: this process.</param>
    public AttemptResult Try(string? name, string? password, IPAddress? source) =>
        _attempts.Try(source, () => IsSame(name, options.UserName) & IsSame(password, options.Password));

    private static bool IsSame(string? given, string wanted) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(given ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(wanted)));
}

/// <summary>The session of a user, or of one who has not said yet who it is.</summary>
internal sealed record UserSession(string Id, string CsrfToken, DateTimeOffset EndsAt)
{
    public string? User { get; init; }
}
