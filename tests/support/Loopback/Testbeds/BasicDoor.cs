namespace Loopback.Testbeds;

/// <summary>Authenticates requests with HTTP's basic scheme (RFC 7617).</summary>
internal sealed class BasicDoor(string user, string password)
{
    private string _expected = Words(user, password);

    /// <summary>Replaces the password. The previous one is no longer valid.</summary>
    public void ChangePassword(string changed) => Volatile.Write(ref _expected, Words(user, changed));

    public bool LetsIn(HttpRequest request) => request.Headers.Authorization == Volatile.Read(ref _expected);

    private static string Words(string user, string password) =>
        $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";
}
