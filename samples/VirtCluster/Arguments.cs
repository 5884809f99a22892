using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.Sockets;
using Scalewright;

namespace VirtCluster;

/// <summary>Validates the command line.</summary>
internal static class Arguments
{
    private const int PortMax = 65535;
    private const int PortOfRootMax = 1023;
    private const int NameMax = 253;

    /// <summary>Name of the provider that runs plain processes on this machine.</summary>
    public const string Processes = "processes";

    private const string Ssh = "ssh";

    public static IReadOnlyList<string> Providers { get; } = [Processes, Ssh];

    /// <summary>Checks that the provider is known and supports the other options.</summary>
    public static void CheckProvider(CommandResult result, Option<string> provider, Option hostFile, IEnumerable<Option> ofSsh)
    {
        string name = result.GetResult(provider) is { Tokens: [{ Value: var given }] } ? given : Processes;
        if (!Providers.Contains(name, StringComparer.Ordinal))
        {
            string near = Spelling.FindClosest(name, Providers) is { } found ? $"did you mean '{found}'? " : "";
            result.AddError($"--provider: unknown provider '{TextEscaping.Escape(name)}'; {near}use {string.Join(", ", Providers)}");
        }
        else if (name == Ssh && result.GetResult(hostFile) is null)
        {
            result.AddError($"--host-file: '{Ssh}' needs it");
        }
        else if (name != Ssh)
        {
            foreach (Option option in ofSsh.Prepend(hostFile).Where(option => result.GetResult(option) is { Implicit: false }))
            {
                result.AddError($"{option.Name}: only '{Ssh}' takes it; add --provider {Ssh}, or leave it out");
            }
        }
    }

    /// <summary>Returns warnings of surprising combinations of options.</summary>
    public static IEnumerable<string> Warnings(AgentOptions options)
    {
        if (options.Port <= PortOfRootMax)
        {
            yield return $"port {options.Port} is for root alone on most systems";
        }

        if (options.Token is null && (options.Host.Equals(IPAddress.Any) || options.Host.Equals(IPAddress.IPv6Any)))
        {
            yield return $"{options.Host} lets everyone in who can reach this machine: with --development the agent asks nobody who they are";
        }

        if (File.Exists(options.PidFile))
        {
            yield return $"{options.PidFile} is there already, and will be written anew: another agent may be running";
        }
    }

    public static IPAddress? ReadAddress(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (IPAddress.TryParse(text, out IPAddress? address))
        {
            return address;
        }

        bool isName = text.Length is > 0 and <= NameMax && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_');
        if (isName && FirstAddress(text) is { } found)
        {
            return found;
        }

        result.AddError($"--host: '{text}' is {(isName ? "a name that has no address" : "no address and no name of a host")}; give one of this machine, as in 127.0.0.1");
        return null;
    }

    // IPv4 first, because callers use it most often.
    private static IPAddress? FirstAddress(string name)
    {
        try
        {
            return Dns.GetHostAddresses(name).OrderBy(address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).FirstOrDefault();
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public static Uri? ReadCollector(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        result.AddError($"--otlp: '{text}' is not an address of a collector; give one as in http://127.0.0.1:4318");
        return null;
    }

    public static void CheckPort(OptionResult result)
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int port) && port is < 1 or > PortMax)
        {
            result.AddError($"--port: {port} is not a port; use 1 to {PortMax}");
        }
    }

    public static void CheckPidFile(OptionResult result)
    {
        string path = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (path.Length > 0 && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
        {
            result.AddError($"--pid-file: the folder of '{path}' is not there; make it first");
        }
    }
}
