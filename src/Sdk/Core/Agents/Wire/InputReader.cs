using System.Buffers;
using System.Text;

namespace Scalewright.Agents.Wire;

/// <summary>Collects what a command shall read.</summary>
internal static class InputReader
{
    /// <exception cref="FaultException">It is longer than allowed.</exception>
    public static async Task<string> ReadAsync(Call call, int countMax, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> input = new();
        while (await call.ReceiveAsync(cancellationToken) is { } chunk)
        {
            if (input.WrittenCount + chunk.Count > countMax)
            {
                chunk.Return();
                throw FaultException.From(AgentProblems.Refused($"the input of a command is longer than {countMax} bytes", "put it into a file"));
            }

            input.Write(chunk.Bytes.Span);
            chunk.Return();
        }

        return Encoding.UTF8.GetString(input.WrittenSpan);
    }
}
