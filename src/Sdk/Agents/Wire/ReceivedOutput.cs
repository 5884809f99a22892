using System.Buffers;
using System.Text;

namespace Scalewright.Agents.Wire;

/// <summary>Puts together what a command wrote.</summary>
internal sealed class ReceivedOutput(int bytesMax)
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly ArrayBufferWriter<byte> _error = new();

    public string Output => Encoding.UTF8.GetString(_output.WrittenSpan);

    public string Error => Encoding.UTF8.GetString(_error.WrittenSpan);

    /// <summary>Takes a chunk, and gives its array back.</summary>
    /// <exception cref="FrameException">The agent sends more than it was asked for.</exception>
    public void Add(Chunk chunk)
    {
        ArrayBufferWriter<byte> target = chunk.Channel == Channels.Error ? _error : _output;
        if (chunk.Channel is Channels.Output or Channels.Error)
        {
            if (target.WrittenCount + chunk.Count > bytesMax)
            {
                throw new FrameException($"the agent sends more than the {bytesMax} bytes of output that were asked for");
            }

            target.Write(chunk.Bytes.Span);
        }

        chunk.Return();
    }
}
