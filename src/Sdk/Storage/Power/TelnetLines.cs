using System.Text;

namespace Scalewright.Storage.Power;

/// <summary>Reads lines of a telnet client: ended by CR, LF or both; escape is a line of its own, telnet's commands are passed over.</summary>
internal sealed class TelnetLines(Stream stream)
{
    private const int LengthMax = 200;
    private const byte Escape = 27;

    // RFC 854: a command is IAC, a verb and mostly an option.
    private const byte Command = 255;
    private const int CommandRest = 2;

    private readonly byte[] _next = new byte[1];
    private bool _wasReturn;

    /// <summary>The next line; null when the client is gone, or says more than any line has.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        StringBuilder line = new();
        int skip = 0;
        while (line.Length < LengthMax && await stream.ReadAsync(_next, cancellationToken) > 0)
        {
            byte sign = _next[0];
            bool endedBefore = _wasReturn && sign is (byte)'\n' or 0;
            _wasReturn = sign == '\r';
            if (skip > 0)
            {
                skip--;
            }
            else if (sign == Command)
            {
                skip = CommandRest;
            }
            else if (sign is (byte)'\r' or (byte)'\n' && !endedBefore)
            {
                return line.ToString();
            }
            else if (sign == Escape)
            {
                return PowerMenu.Escape;
            }
            else if (!endedBefore)
            {
                line.Append((char)sign);
            }
        }

        return null;
    }
}
