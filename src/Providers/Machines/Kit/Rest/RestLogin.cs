namespace Scalewright.Rest;

/// <summary>Value of the header with the credentials. A rejected value is renewed once for all calls.</summary>
/// <param name="logIn">Returns the first value.</param>
/// <param name="renew">Returns a new value. Null if a rejected value cannot be replaced.</param>
internal sealed class RestLogin(string header, Func<CancellationToken, Task<string>> logIn, Func<CancellationToken, Task<string>>? renew)
    : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(1);
    private string? _value;

    public string Header => header;

    /// <summary>HTTP basic authentication.</summary>
    /// <param name="renew">Returns a new password. Null if a rejected password cannot be replaced.</param>
    public static RestLogin Basic(string user, string password, Func<CancellationToken, Task<string>>? renew)
    {
        return new RestLogin(
            "Authorization",
            _ => Task.FromResult(Encode(password)),
            renew is null ? null : async token => Encode(await renew(token))
        );

        string Encode(string secret) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}"))}";
    }

    public async Task<string> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _value) ?? await UpdateAsync(null, cancellationToken);

    /// <summary>Returns a new value to replace a rejected one, or the same value if there is no other.</summary>
    public Task<string> RenewAsync(string rejected, CancellationToken cancellationToken) =>
        renew is null ? Task.FromResult(rejected) : UpdateAsync(rejected, cancellationToken);

    public void Dispose() => _semaphore.Dispose();

    private async Task<string> UpdateAsync(string? rejected, CancellationToken cancellationToken)
    {
        await _semaphore.WaitAsync(cancellationToken);
        try
        {
            if (_value is { } current && current != rejected)
            {
                return current;
            }

            Func<CancellationToken, Task<string>> source = rejected is null ? logIn : renew ?? logIn;
            string value = await source(cancellationToken);
            Volatile.Write(ref _value, value);
            return value;
        }
        finally
        {
            _semaphore.Release();
        }
    }
}
