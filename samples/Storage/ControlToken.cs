using System.Net.Http.Headers;

namespace StorageSample;

/// <summary>Adds the token of a simulator's remote control to each call.</summary>
/// <param name="token">Its token; null for none.</param>
internal sealed class ControlToken(Uri address, string? token) : DelegatingHandler(
    new SocketsHttpHandler { UseProxy = false, UseCookies = false })
{
    /// <summary>Environment variable that contains the token, on both sides.</summary>
    public const string Variable = "STORAGE_SIMULATOR_TOKEN";

    /// <summary>The configured token; null if it is not set.</summary>
    public static string? Configured =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } token ? token : null;

    /// <exception cref="SimulatorException">The remote control requires a token, or rejects this one.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests)
        {
            response.Dispose();
            string found = token is null ? "accepts no calls without a token" : "does not accept this token";
            throw new SimulatorException(
                $"{address}: the simulator {found}; set {Variable} to the token that it printed at its start");
        }

        return response;
    }
}
