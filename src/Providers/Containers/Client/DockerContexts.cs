using System.Security.Cryptography;

namespace Scalewright.Providers.Containers.Client;

/// <summary>Contexts of the docker command line, in the files that it writes.</summary>
/// <param name="folder">Folder of its configuration, for example <c>~/.docker</c>.</param>
internal sealed class DockerContexts(string folder)
{
    /// <summary>Name of the context that has no file.</summary>
    public const string Default = "default";

    // docker/cli, cli/context/store: contexts/meta/SHA-256 of the name/meta.json.
    private const string MetaFile = "meta.json";

    /// <summary>Name of the file with the authorities.</summary>
    public const string AuthorityFile = "ca.pem";

    public string Folder => folder;

    private string MetaFolder => Path.Combine(folder, "contexts", "meta");

    /// <summary>Returns the contexts of this user.</summary>
    /// <param name="findVariable">Returns an environment variable, or null.</param>
    /// <param name="home">Home folder of the user.</param>
    public static DockerContexts Open(Func<string, string?> findVariable, string home) =>
        new(findVariable("DOCKER_CONFIG") is { Length: > 0 } configuredFolder ? configuredFolder : Path.Combine(home, ".docker"));

    /// <summary>Returns the name of the current context, which may not exist.</summary>
    /// <param name="findVariable">Returns an environment variable, or null.</param>
    /// <exception cref="ProviderException">The configuration file is damaged.</exception>
    public string FindCurrent(Func<string, string?> findVariable)
    {
        if (findVariable("DOCKER_CONTEXT") is { Length: > 0 } selected)
        {
            return selected;
        }

        string file = Path.Combine(folder, "config.json");
        if (!File.Exists(file))
        {
            return Default;
        }

        try
        {
            using JsonDocument config = Parse(file);
            return GetText(config.RootElement, "currentContext") is { Length: > 0 } current ? current : Default;
        }
        catch (FormatException failure)
        {
            throw ContainersProblems.Exception(ContainersProblems.InvalidContext(failure.Message));
        }
    }

    /// <summary>Returns the address of a context; null if the context has the default address.</summary>
    /// <param name="name">Name of the context, except <see cref="Default"/>.</param>
    /// <exception cref="ProviderException">The context does not exist, or its file is damaged.</exception>
    public EngineAddress? Read(string name)
    {
        string file = Path.Combine(MetaFolder, Hash(name), MetaFile);
        try
        {
            using JsonDocument meta = Parse(file);
            JsonElement engine = GetMap(GetMap(meta.RootElement, file, "Endpoints"), file, "docker");
            string host = GetText(engine, "Host") ?? "";
            if (host.Length == 0)
            {
                return null;
            }

            if (!Uri.TryCreate(host, UriKind.Absolute, out Uri? address))
            {
                throw new FormatException($"{file}: Host '{host}' is not an address");
            }

            if (!EngineAddress.Schemes.Contains(address.Scheme, StringComparer.Ordinal))
            {
                string source = $"the address of context '{TextEscaping.Escape(name)}'";
                throw ContainersProblems.Exception(ContainersProblems.UnsupportedScheme(source, address));
            }

            EngineTls tls = FindTlsFiles(Path.Combine(folder, "contexts", "tls", Hash(name), "docker"));
            bool skipsVerification = engine.TryGetProperty("SkipTLSVerify", out JsonElement skip) && skip.ValueKind == JsonValueKind.True;
            bool hasTls = address.Scheme == EngineAddress.TcpScheme && (skipsVerification || tls != new EngineTls());
            return new EngineAddress(address) { Tls = hasTls ? tls : null, SkipsVerification = skipsVerification };
        }
        catch (FormatException failure)
        {
            throw ContainersProblems.Exception(ContainersProblems.UnusableContext(name, failure.Message, ListNames()));
        }
    }

    /// <summary>Returns the files of a folder that exist.</summary>
    public static EngineTls FindTlsFiles(string path) =>
        new()
        {
            AuthorityFile = FindFile(path, AuthorityFile),
            CertificateFile = FindFile(path, "cert.pem"),
            KeyFile = FindFile(path, "key.pem"),
        };

    private static string FindFile(string path, string name)
    {
        string file = Path.Combine(path, name);
        return File.Exists(file) ? file : "";
    }

    private static JsonElement GetMap(JsonElement parent, string file, string name) =>
        parent.TryGetProperty(name, out JsonElement map) && map.ValueKind == JsonValueKind.Object
            ? map
            : throw new FormatException($"{file}: it has no object '{name}'");

    private static string? GetText(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    /// <summary>Reads a file that contains a JSON object.</summary>
    /// <exception cref="FormatException">It does not; the message names the file and what was found.</exception>
    private static JsonDocument Parse(string file)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            JsonValueKind kind = document.RootElement.ValueKind;
            if (kind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw new FormatException($"{file}: found {kind} instead of an object");
        }
        catch (JsonException failure)
        {
            string position = string.Create(
                CultureInfo.InvariantCulture,
                $"line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1}"
            );
            throw new FormatException($"{file}: invalid JSON at {position}", failure);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FormatException($"{file}: no such file", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{file}: {failure.Message}", failure);
        }
    }

    private ValueList<string> ListNames()
    {
        List<string> names = [];
        foreach (string context in Directory.Exists(MetaFolder) ? Directory.GetDirectories(MetaFolder) : [])
        {
            try
            {
                using JsonDocument meta = Parse(Path.Combine(context, MetaFile));
                if (GetText(meta.RootElement, "Name") is { } name)
                {
                    names.Add(name);
                }
            }
            catch (FormatException)
            {
                // A damaged context has no name.
            }
        }

        return [Default, .. names.Order(StringComparer.Ordinal)];
    }
}
