using System.CommandLine.Parsing;
using System.Net;

namespace VirtCluster;

/// <summary>Checks of the command line.</summary>
internal static class Arguments
{
    private const int PortMax = 65535;

    public static IPAddress? ReadAddress(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text == "localhost")
        {
            return IPAddress.Loopback;
        }

        if (IPAddress.TryParse(text, out IPAddress? address))
        {
            return address;
        }

        result.AddError($"--host: '{text}' is no address; give one of this machine, as in 127.0.0.1");
        return null;
    }

    public static Uri? ReadCollector(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        result.AddError($"--otlp: '{text}' is no address of a collector; give one as in http://127.0.0.1:4318");
        return null;
    }

    public static void CheckPort(OptionResult result)
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int port) && port is < 1 or > PortMax)
        {
            result.AddError($"--port: {port} is no port; use 1 to {PortMax}");
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
