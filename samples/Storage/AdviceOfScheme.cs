using System.Net;
using System.Security.Authentication;
using Scalewright.Storage.Agents;

namespace StorageSample;

/// <summary>Finds out whether a manager that was asked over TLS speaks without it.</summary>
internal static class AdviceOfScheme
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5);

    /// <summary>What to do; null when the scheme is not what was wrong.</summary>
    /// <param name="manager">The manager that was asked; null for none.</param>
    /// <param name="failure">How that ended.</param>
    public static async Task<string?> FindAsync(Uri? manager, Exception failure)
    {
        if (manager?.Scheme != Uri.UriSchemeHttps || !IsOfConnection(failure))
        {
            return null;
        }

        UriBuilder plain = new(manager) { Scheme = Uri.UriSchemeHttp };
        return await AnswersAsync(plain.Uri) ? $"{manager}: this manager speaks http; use --url {plain.Uri}" : null;
    }

    private static bool IsOfConnection(Exception? failure) =>
        failure is not null && (failure is AuthenticationException or HttpRequestException or IOException || IsOfConnection(failure.InnerException));

    private static async Task<bool> AnswersAsync(Uri plain)
    {
        using HttpMessageInvoker invoker = new(SharedConnections.Create(plain, null));
        using HttpRequestMessage question = new(HttpMethod.Get, plain);
        using CancellationTokenSource limit = new(AnswerMax);
        try
        {
            using HttpResponseMessage answer = await invoker.SendAsync(question, limit.Token);

            // So a server with TLS answers who comes without.
            return answer.StatusCode != HttpStatusCode.BadRequest;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
