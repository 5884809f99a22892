namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>Holds the token in use. A rejected token is renewed once for all requests that used it.</summary>
/// <param name="access">Source of the token.</param>
/// <param name="renew">Returns a new token; null to read the token file again, if one is configured.</param>
internal sealed class TokenProvider(KubernetesClientOptions access, Func<CancellationToken, Task<string>>? renew)
    : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private string? _token;

    /// <summary>Returns the token; empty if no token is configured.</summary>
    public async Task<string> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _token) ?? (access.Token.Length > 0 || access.TokenFile.Length == 0
            ? access.Token
            : await RenewAsync("", cancellationToken));

    /// <summary>Returns a new token to replace a rejected one, or the same one if there is no other.</summary>
    public async Task<string> RenewAsync(string refused, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            string now = _token ?? access.Token;
            if (now == refused || now.Length == 0)
            {
                now = renew switch
                {
                    { } renewal when refused.Length > 0 => await renewal(cancellationToken),
                    _ when access.TokenFile.Length > 0 =>
                        (await File.ReadAllTextAsync(access.TokenFile, cancellationToken)).Trim(),
                    _ => now,
                };
                Volatile.Write(ref _token, now);
            }

            return now;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ApiException(401, "Unauthorized",
                $"the token cannot be read from {TextEscaping.Escape(access.TokenFile)}: "
                + $"{TextEscaping.Escape(failure.Message)}",
                failure);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
