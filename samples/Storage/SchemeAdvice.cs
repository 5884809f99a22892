using System.Security.Authentication;
using Scalewright.Storage.Agents;

namespace StorageSample;

/// <summary>Detects a manager that uses HTTP although it was called over HTTPS.</summary>
internal static class SchemeAdvice
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5);

    /// <summary>Returns advice; null if the scheme is not the cause of the failure.</summary>
    /// <param name="manager">The called manager; null for none.</param>
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
        using HttpMessageInvoker invoker = new(AgentHttpHandlers.Create(plain, null));
        using HttpRequestMessage question = new(HttpMethod.Get, plain);
        using CancellationTokenSource limit = new(AnswerMax);
        try
        {
            using HttpResponseMessage answer = await invoker.SendAsync(question, limit.Token);

            // A server with TLS returns this status to plain HTTP requests.
            return answer.StatusCode != HttpStatusCode.BadRequest;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
