using System.Buffers;
using System.Net.Sockets;
using System.Text.Json;

namespace Loopback.Minimega;

/// <summary>Takes JSON values from a stream, however they are split or joined.</summary>
internal sealed class JsonValues(NetworkStream stream, int bytesMax)
{
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>The next value; null at the end of the stream.</summary>
    /// <exception cref="JsonException">No JSON, or too long.</exception>
    public async Task<JsonDocument?> NextAsync(CancellationToken cancellationToken)
    {
        int needed = 1;
        while (true)
        {
            // A long value is looked at again only when it has doubled, so that slow senders cost no more than fast ones.
            if (_end - _start >= needed || EndsValue())
            {
                if (Take() is { } value)
                {
                    return value;
                }

                needed = (_end - _start) * 2;
            }

            MakeRoom();
            int count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (count == 0)
            {
                return null;
            }

            _end += count;
        }
    }

    private bool EndsValue() => _end > _start && _buffer[_end - 1] is (byte)'}' or (byte)'"' or (byte)']' or (byte)'\n';

    private JsonDocument? Take()
    {
        ReadOnlySequence<byte> bytes = new(_buffer, _start, _end - _start);
        Utf8JsonReader reader = new(bytes, isFinalBlock: false, state: default);
        if (!JsonDocument.TryParseValue(ref reader, out JsonDocument? value))
        {
            return null;
        }

        _start += (int)reader.BytesConsumed;
        return value;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end > bytesMax)
        {
            throw new JsonException("request too long");
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}
