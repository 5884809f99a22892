using System.Text;
using Scalewright.Providers.Minimega;

namespace Conformance.Minimega;

/// <summary>Every recorded message is read and written back byte for byte.</summary>
internal static class CodecCheck
{
    /// <summary>The first line that comes back different; null when none does.</summary>
    public static string? FirstDifference(Transcript transcript)
    {
        foreach (string line in transcript.Exchanges.SelectMany(exchange => exchange.Received).Where(IsMessage))
        {
            string written = MinimegaJson.Write(MinimegaJson.Read(Encoding.UTF8.GetBytes(line)));
            if (written != line)
            {
                return $"read {line} but wrote {written}";
            }
        }

        return null;
    }

    // Plumbing mode carries bare texts, and the recorder's own notes stand in angle brackets.
    private static bool IsMessage(string line) => line.StartsWith('{');
}
