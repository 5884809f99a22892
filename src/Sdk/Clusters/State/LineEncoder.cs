using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Clusters.State;

/// <summary>Writes items as JSON, a line for each, with a comma between them. Many items are encoded by all processors while what is done goes out in order.</summary>
/// <remarks>Only the encoding is done elsewhere, which is pure; the output is written by the caller alone, and the bytes do not depend on who did what.</remarks>
internal static class LineEncoder
{
    /// <summary>Items that one processor encodes at a time; about 400 KB of a cluster's resources.</summary>
    private const int BlockLength = 2048;
    private static readonly int Workers = Math.Clamp(Environment.ProcessorCount, 1, 8);

    public static void Write<T>(IReadOnlyList<T> items, JsonTypeInfo<T> type, IBufferWriter<byte> output)
    {
        if (items.Count <= BlockLength)
        {
            Encode(items, 0, items.Count, type, output);
            return;
        }

        (Block<T>[] now, Block<T>[] next) = (Blocks(items, type), Blocks(items, type));
        Begin(now, 0, items.Count);
        for (int first = 0; first < items.Count; first += Workers * BlockLength)
        {
            Begin(next, first + (Workers * BlockLength), items.Count);
            foreach (Block<T> block in now)
            {
                output.Write(block.Finish());
            }

            (now, next) = (next, now);
        }
    }

    private static Block<T>[] Blocks<T>(IReadOnlyList<T> items, JsonTypeInfo<T> type) => [.. Enumerable.Range(0, Workers).Select(_ => new Block<T>(items, type))];

    private static void Begin<T>(Block<T>[] blocks, int first, int count)
    {
        foreach (Block<T> block in blocks)
        {
            block.Begin(Math.Min(first, count), Math.Min(first + BlockLength, count));
            first += BlockLength;
        }
    }

    private static void Encode<T>(IReadOnlyList<T> items, int first, int end, JsonTypeInfo<T> type, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output);
        for (int index = first; index < end; index++)
        {
            output.Write(index == 0 ? "\n"u8 : ",\n"u8);
            writer.Reset();
            JsonSerializer.Serialize(writer, items[index], type);
            writer.Flush();
        }
    }

    /// <summary>Items in a row on their way to text.</summary>
    private sealed class Block<T>(IReadOnlyList<T> items, JsonTypeInfo<T> type)
    {
        private readonly ArrayBufferWriter<byte> _text = new();
        private Task _encoding = Task.CompletedTask;

        [SuppressMessage("ApiDesign", "RS0030", Justification = "Nothing is awaited there, and whoever waits for it does it himself when nobody has begun.")]
        public void Begin(int first, int end)
        {
            _text.ResetWrittenCount();
            _encoding = first == end ? Task.CompletedTask : Task.Factory.StartNew(
                () => Encode(items, first, end, type, _text), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        }

        public ReadOnlySpan<byte> Finish()
        {
            _encoding.Wait();
            return _text.WrittenSpan;
        }
    }
}
