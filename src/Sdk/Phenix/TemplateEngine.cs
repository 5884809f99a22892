using System.Globalization;
using HandlebarsDotNet;

namespace Scalewright.Templating;

/// <summary>Sets up the engine: no escaping for HTML, nothing undefined, the three words of our own.</summary>
internal static class TemplateEngine
{
    private const int WidthMax = 100;

    public static IHandlebars Create()
    {
        IHandlebars engine = Handlebars.Create(new HandlebarsConfiguration
        {
            NoEscape = true,
            ThrowOnUnresolvedBindingExpression = true,
            FormatProvider = CultureInfo.InvariantCulture,
        });
        engine.RegisterHelper("quote", static (_, arguments) => Quote(Text(arguments, 0, 1)));
        engine.RegisterHelper("pad", static (_, arguments) => Pad(Text(arguments, 0, 2), Text(arguments, 1, 2)));
        engine.RegisterHelper("eq", static (_, arguments) => Text(arguments, 0, 2) == Text(arguments, 1, 2));
        return engine;
    }

    /// <summary>One word for a POSIX shell (POSIX.1-2017, Shell Command Language 2.2.2), whatever the text holds.</summary>
    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static string Pad(string text, string width) =>
        int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length <= WidthMax
            ? text.PadLeft(length, '0')
            : throw new HandlebarsRuntimeException($"'pad' takes a width of 0 to {WidthMax}, not '{width}'");

    private static string Text(Arguments arguments, int index, int count) => arguments.Length == count
        ? Convert.ToString(arguments[index], CultureInfo.InvariantCulture) ?? ""
        : throw new HandlebarsRuntimeException($"a helper takes {CountText.Of(count, "argument")} and got {arguments.Length}");
}
