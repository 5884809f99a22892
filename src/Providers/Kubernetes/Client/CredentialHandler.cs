using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Scalewright.Providers.Logs;

namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>
/// Sends requests with the token. An expired or rejected token is renewed once for all requests that used it.
/// </summary>
internal sealed class CredentialHandler(KubernetesOptions options, ServerRecovery recovery, ILogger logger) : DelegatingHandler
{
    private readonly SemaphoreSlim _renewal = new(1);
    private Token? _token = options.Client.Token.Length > 0 ? new Token(options.Client.Token) : null;

    /// <exception cref="ApiException">No token can be obtained, or the upgrade of a connection is
    /// rejected.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string token = Volatile.Read(ref _token) is { } known && IsUsable(known) ? known.Text : await RenewAsync(null, cancellationToken);
        HttpResponseMessage response = await SendWithTokenAsync(request, token, cancellationToken);
        if (response.StatusCode == System.Net.HttpStatusCode.Unauthorized)
        {
            string renewed = await RenewAsync(token, cancellationToken);
            if (renewed != token)
            {
                CallLog.LoggedInAgain(logger, (request.Method.Method, request.RequestUri!));
                response.Dispose();
                response = await SendWithTokenAsync(request, renewed, cancellationToken);
            }
        }

        if (request.Headers.Upgrade.Count == 0 || response.StatusCode == System.Net.HttpStatusCode.SwitchingProtocols)
        {
            return response;
        }

        // ClientWebSocket exposes only the status of a rejection.
        using (response)
        {
            ApiException failure = await ApiClient.ReadFailureAsync(response, options.Clock, cancellationToken);
            failure.IsFromStartingServer = recovery.IsRecovering && failure.IsRoleRefusal;
            throw failure;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _renewal.Dispose();
        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> SendWithTokenAsync(
        HttpRequestMessage request,
        string token,
        CancellationToken cancellationToken
    )
    {
        if (options.Client.TlsServerName.Length > 0)
        {
            // The certificate is validated against this name.
            request.Headers.Host = options.Client.TlsServerName;
        }

        request.Headers.Authorization = token.Length > 0 ? new AuthenticationHeaderValue("Bearer", token) : null;
        long start = options.Clock.GetTimestamp();
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException)
        {
            recovery.MarkBroken();
            throw;
        }

        // RFC 9110: these statuses of a gateway show that the server behind it does not respond.
        if ((int)response.StatusCode is 502 or 503 or 504)
        {
            recovery.MarkBroken();
        }

        CallLog.ResponseReceived(
            logger,
            (request.Method.Method, request.RequestUri!),
            (int)response.StatusCode,
            options.Clock.GetElapsedTime(start)
        );
        return response;
    }

    private bool IsUsable(Token? token) => token is not null && options.Clock.GetUtcNow() < token.ExpiresAt;

    /// <summary>Returns a new token, or the same one if there is no other.</summary>
    /// <param name="rejected">The rejected token, empty if the rejected request had none; null before the first request.</param>
    private async Task<string> RenewAsync(string? rejected, CancellationToken cancellationToken)
    {
        await _renewal.WaitAsync(cancellationToken);
        try
        {
            if (!IsUsable(_token) || _token!.Text == rejected)
            {
                Volatile.Write(ref _token, await ReadAsync(isRejected: rejected is not null, cancellationToken));
            }

            return _token!.Text;
        }
        finally
        {
            _renewal.Release();
        }
    }

    private async Task<Token> ReadAsync(bool isRejected, CancellationToken cancellationToken)
    {
        if (isRejected && options.RenewToken is { } renew)
        {
            return await ReadFromAsync(nameof(options.RenewToken), async () => new Token(await renew(cancellationToken)));
        }

        if (options.Client.TokenFile is { Length: > 0 } file)
        {
            return await ReadFromAsync(file, () => ReadFileAsync(file, cancellationToken));
        }

        if (options.Client.Program is { } program)
        {
            return await ReadFromAsync($"the program '{program.Command[0]}'", () => program.RunAsync(cancellationToken));
        }

        return _token ?? new Token("");
    }

    private static async Task<Token> ReadFromAsync(string source, Func<Task<Token>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ApiException(
                401,
                "Unauthorized",
                $"the token cannot be read from {TextEscaping.Escape(source)}: {TextEscaping.Escape(exception.Message)}",
                exception
            );
        }
    }

    private static async Task<Token> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        string text = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        return text.Length > 0 ? new Token(text) : throw new IOException("the file is empty");
    }
}

internal sealed record Token(string Text)
{
    public DateTimeOffset ExpiresAt { get; init; } = DateTimeOffset.MaxValue;
}
