using System.Text;

namespace Scalewright.Templating;

/// <summary>Keeps what is rendered, as long as the budget holds.</summary>
internal sealed class LimitedWriter(RenderBudget budget) : TextWriter(System.Globalization.CultureInfo.InvariantCulture)
{
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        budget.SpendBytes(1);
        _text.Append(value);
    }

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        budget.SpendBytes(Encoding.UTF8.GetByteCount(buffer));
        _text.Append(buffer);
    }

    public override string ToString() => _text.ToString();
}
