using System.ComponentModel;
using System.Diagnostics;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.Containers.Client;

/// <summary>
/// Credentials of registries in the files of the docker command line and of Podman (containers-auth.json(5)): as text,
/// or by a credential helper.
/// </summary>
/// <param name="files">Paths of the files, in the order of the search.</param>
/// <param name="logger">Logger of files and helpers that cannot be used.</param>
internal sealed class RegistryLogins(ValueList<string> files, ILogger logger)
{
    // Docker's command line stores the credentials of docker.io by this address.
    private const string HubAddress = "https://index.docker.io/v1/";
    private const string HelperPrefix = "docker-credential-";

    // docker-credential-helpers: the user name that comes with an identity token.
    private const string TokenUser = "<token>";

    /// <summary>Files of this user.</summary>
    public static ValueList<string> FindFiles(Func<string, string?> findVariable, string home)
    {
        string?[] all =
        [
            findVariable("REGISTRY_AUTH_FILE"),
            Path.Combine(findVariable("DOCKER_CONFIG") ?? Path.Combine(home, ".docker"), "config.json"),
            findVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime ? Path.Combine(runtime, "containers", "auth.json") : null,
            Path.Combine(findVariable("XDG_CONFIG_HOME") ?? Path.Combine(home, ".config"), "containers", "auth.json"),
        ];
        return [.. all.OfType<string>().Where(file => file.Length > 0)];
    }

    /// <returns>Null if there are no credentials.</returns>
    public async Task<AuthConfig?> FindAsync(ImageReference image, CancellationToken cancellationToken)
    {
        foreach (string file in files.Where(File.Exists))
        {
            using JsonDocument? document = await ReadAsync(file, cancellationToken);
            AuthConfig? login = document is null ? null : await FindAsync(document.RootElement, image, cancellationToken);
            if (login is not null)
            {
                return login;
            }
        }

        return null;
    }

    /// <summary>Returns all credentials that the files contain as text, one for each registry.</summary>
    public async Task<ValueList<AuthConfig>> ListAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, AuthConfig> all = new(StringComparer.Ordinal);
        foreach (string file in files.Where(File.Exists))
        {
            using JsonDocument? document = await ReadAsync(file, cancellationToken);
            if (document is not null && TryGet(document.RootElement, "auths", out JsonElement logins))
            {
                foreach (JsonProperty login in logins.EnumerateObject())
                {
                    if (ReadLogin(login.Name, login.Value) is { } read)
                    {
                        all.TryAdd(login.Name, read);
                    }
                }
            }
        }

        return [.. all.Values];
    }

    private static bool TryGet(JsonElement parent, string name, out JsonElement map)
    {
        map = default;
        return parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out map) && map.ValueKind == JsonValueKind.Object;
    }

    private static string? GetText(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>
    /// Returns the names under which the credentials of an image may be stored, the most specific first.
    /// </summary>
    private static List<string> GetKeys(ImageReference image)
    {
        List<string> keys = [];
        for (string name = image.Repository; name.Contains('/', StringComparison.Ordinal); name = name[..name.LastIndexOf('/')])
        {
            keys.Add(name);
        }

        keys.Add(image.Registry);
        if (image.Registry == ImageReference.DefaultRegistry)
        {
            keys.Add(HubAddress);
            keys.Add("index.docker.io");
        }

        keys.Add($"https://{image.Registry}");
        return keys;
    }

    private static AuthConfig? ReadLogin(string address, JsonElement login)
    {
        if (GetText(login, "identitytoken") is { Length: > 0 } token)
        {
            return new AuthConfig { IdentityToken = token, ServerAddress = address };
        }

        try
        {
            string text = Encoding.UTF8.GetString(Convert.FromBase64String(GetText(login, "auth") ?? ""));
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            return colon > 0
                ? new AuthConfig
                {
                    Username = text[..colon],
                    Password = text[(colon + 1)..],
                    ServerAddress = address,
                }
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private async Task<AuthConfig?> FindAsync(JsonElement root, ImageReference image, CancellationToken cancellationToken)
    {
        string address = image.Registry == ImageReference.DefaultRegistry ? HubAddress : image.Registry;
        string? helper = TryGet(root, "credHelpers", out JsonElement helpers)
            ? GetText(helpers, image.Registry) ?? GetText(helpers, address)
            : null;
        if ((helper ?? GetText(root, "credsStore")) is { Length: > 0 } name)
        {
            AuthConfig? login = await RunHelperAsync(name, address, cancellationToken);
            if (login is not null)
            {
                return login;
            }
        }

        if (TryGet(root, "auths", out JsonElement logins))
        {
            foreach (string key in GetKeys(image))
            {
                if (logins.TryGetProperty(key, out JsonElement entry) && ReadLogin(address, entry) is { } read)
                {
                    return read;
                }
            }
        }

        return null;
    }

    private async Task<JsonDocument?> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream content = File.OpenRead(file);
            return await JsonDocument.ParseAsync(content, default, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            ContainersLog.CredentialsIgnored(logger, file, failure.Message);
            return null;
        }
    }

    // github.com/docker/docker-credential-helpers: "get" reads the address and prints JSON.
    private async Task<AuthConfig?> RunHelperAsync(string helper, string address, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new($"{HelperPrefix}{helper}", ["get"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardInput.WriteAsync(address);
            process.StandardInput.Close();
            await Task.WhenAll(output, error);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                // It prints the reason to either, and no secret with it.
                ContainersLog.CredentialsIgnored(logger, address, TextEscaping.Escape($"{await output}{await error}"));
                return null;
            }

            using JsonDocument login = JsonDocument.Parse(await output);
            string? secret = GetText(login.RootElement, "Secret");
            string? user = GetText(login.RootElement, "Username");
            return user == TokenUser
                ? new AuthConfig { IdentityToken = secret, ServerAddress = address }
                : new AuthConfig
                {
                    Username = user,
                    Password = secret,
                    ServerAddress = address,
                };
        }
        catch (Exception failure) when (failure is Win32Exception or IOException or JsonException)
        {
            string reason = failure is JsonException ? "its helper prints no JSON" : failure.Message;
            ContainersLog.CredentialsIgnored(logger, address, TextEscaping.Escape(reason));
            return null;
        }
    }
}
