using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace Scalewright.Testing.Seeds;

/// <summary>Keeps what one seed tells; the report shows that of the failing seed alone.</summary>
internal sealed class SeedOutput : ITestOutputHelper
{
    private readonly StringBuilder _text = new();

    public void WriteLine(string message) => _text.Append(message).Append('\n');

    public void WriteLine(string format, params object[] args) => WriteLine(string.Format(CultureInfo.InvariantCulture, format, args));

    public override string ToString() => _text.ToString();
}
