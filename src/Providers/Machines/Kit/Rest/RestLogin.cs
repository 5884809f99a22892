namespace Scalewright.Rest;

/// <summary>The value of the header that says who calls. One that was refused is asked for anew, once for all calls that it was refused for.</summary>
/// <param name="renew">Gives another one; null: there is none.</param>
internal sealed class RestLogin(string header, Func<CancellationToken, Task<string>> first, Func<CancellationToken, Task<string>>? renew) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private string? _value;

    public string Header => header;

    /// <summary>The value of <c>Authorization</c> for a user with a password.</summary>
    public static string Basic(string user, string password) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";

    public async Task<string> GetAsync(CancellationToken cancellationToken) => Volatile.Read(ref _value) ?? await ChangeAsync(null, cancellationToken);

    /// <summary>Another value in the place of one that was refused; the same when there is no other.</summary>
    public Task<string> RenewAsync(string refused, CancellationToken cancellationToken) => renew is null ? Task.FromResult(refused) : ChangeAsync(refused, cancellationToken);

    public void Dispose() => _turn.Dispose();

    private async Task<string> ChangeAsync(string? refused, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_value is null || _value == refused)
            {
                Volatile.Write(ref _value, refused is null || renew is null ? await first(cancellationToken) : await renew(cancellationToken));
            }

            return _value!;
        }
        finally
        {
            _turn.Release();
        }
    }
}
