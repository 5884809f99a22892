using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using Scalewright.Storage.Agents;

namespace Samples.Tests.Storage;

/// <summary>The reference manager as a process, with a logged-in user.</summary>
internal sealed class ManagerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly RunningProgram _program;
    private readonly X509Certificate2? _authority;
    private readonly HttpClient _user;

    private ManagerProcess(RunningProgram program, Uri address, X509Certificate2? authority)
    {
        (_program, Address, _authority) = (program, address, authority);
        HttpMessageHandler handler = AgentHttpHandlers.Create(address, authority);
        ((SocketsHttpHandler)handler).UseCookies = true;
        _user = new HttpClient(handler) { BaseAddress = address };
    }

    public Uri Address { get; }

    public static async Task<ManagerProcess> StartAsync(string folder, params string[] arguments)
    {
        (RunningProgram program, string line) = await RunningProgram.SampleAsync(
            folder,
            "StorageSimulator",
            "Manager at ",
            ["manager", "--port", "0", "--development", .. arguments]
        );
        string authority = Path.Combine(folder, "ca.pem");
        return new ManagerProcess(
            program,
            new Uri(line.Split(' ')[2]),
            File.Exists(authority) ? X509CertificateLoader.LoadCertificateFromFile(authority) : null
        );
    }

    public async Task<JsonNode> SeeAsync(Func<JsonNode, bool> isWanted)
    {
        using CancellationTokenSource limit = new(Patience);
        await using Stream stream = await _user.GetStreamAsync(new Uri("live", UriKind.Relative), limit.Token);
        using StreamReader reader = new(stream);
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && JsonNode.Parse(line[6..]) is { } state && isWanted(state))
            {
                return state;
            }
        }

        throw new InvalidOperationException("the manager's stream ended");
    }

    /// <param name="certificate">Client certificate; null for none.</param>
    public async Task<HttpStatusCode> PostAsync(string fqdn, X509Certificate2? certificate)
    {
        using HttpClient agent = new(AgentHttpHandlers.Create(Address, _authority, certificate));
        agent.DefaultRequestHeaders.Add(HttpManagerChannel.NameHeader, fqdn);
        JsonObject message = new()
        {
            ["type"] = "SESSION_CREATE_REQUEST",
            ["plugin"] = "linux",
            ["session_id"] = null,
            ["session_seq"] = null,
            ["body"] = null,
            ["fqdn"] = fqdn,
        };
        JsonObject body = new()
        {
            ["messages"] = new JsonArray(message),
            ["server_boot_time"] = "b",
            ["client_start_time"] = "s",
        };
        using HttpResponseMessage response = await agent.PostAsJsonAsync(new Uri(Address, "agent/message/"), body);
        return response.StatusCode;
    }

    public async Task LogInAsync()
    {
        using HttpResponseMessage shown = await _user.GetAsync(new Uri("api/session/", UriKind.Relative));
        UseToken(shown);
        using HttpResponseMessage known = await _user.PostAsJsonAsync(
            new Uri("api/session/", UriKind.Relative),
            new JsonObject { ["username"] = "admin", ["password"] = "lustre" }
        );
        UseToken(known.EnsureSuccessStatusCode());
    }

    public async Task<JsonNode> GetAsync(string path) => (await _user.GetFromJsonAsync<JsonNode>(new Uri(path, UriKind.Relative)))!;

    public async Task<JsonNode> PostAsync(string path, JsonNode body)
    {
        using HttpResponseMessage response = await _user.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        string text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!;
    }

    public async ValueTask DisposeAsync()
    {
        _user.Dispose();
        _authority?.Dispose();
        await _program.DisposeAsync();
    }

    private void UseToken(HttpResponseMessage response)
    {
        string cookie = response.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("csrftoken=", StringComparison.Ordinal));
        _user.DefaultRequestHeaders.Remove("X-CSRFToken");
        _user.DefaultRequestHeaders.Add("X-CSRFToken", cookie["csrftoken=".Length..].Split(';')[0]);
    }
}
