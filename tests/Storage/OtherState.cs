using System.Buffers;
using Scalewright.Journals;

namespace Storage.Tests;

/// <summary>A state that is none of a storage cluster.</summary>
internal sealed class OtherState : IDurableState
{
    public void Restore(ReadOnlyMemory<byte> content)
    {
        // Nothing is kept.
    }

    public void Apply(in JournalRecord record)
    {
        // Nothing is kept.
    }

    public void WriteTo(IBufferWriter<byte> output) => output.Write("{}"u8);
}
