namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>The token in use. One that was refused is read anew, once for all calls that it was refused for.</summary>
/// <param name="access">Where it comes from.</param>
/// <param name="renew">Gives another one; null: it is read from its file again, where it has one.</param>
internal sealed class TokenKeeper(KubernetesAccess access, Func<CancellationToken, Task<string>>? renew) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private string? _token;

    /// <summary>The token; empty: there is none.</summary>
    public async Task<string> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _token) ?? (access.Token.Length > 0 || access.TokenFile.Length == 0 ? access.Token : await RenewAsync("", cancellationToken));

    /// <summary>Another token in the place of one that was refused; the same when there is no other.</summary>
    public async Task<string> RenewAsync(string refused, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            string now = _token ?? access.Token;
            if (now == refused || now.Length == 0)
            {
                now = renew is not null && refused.Length > 0 ? await renew(cancellationToken)
                    : access.TokenFile.Length > 0 ? (await File.ReadAllTextAsync(access.TokenFile, cancellationToken)).Trim()
                    : now;
                Volatile.Write(ref _token, now);
            }

            return now;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ApiException(401, "Unauthorized", $"the token cannot be read from {Printable.Escape(access.TokenFile)}: {Printable.Escape(failure.Message)}", failure);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
