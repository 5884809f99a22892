namespace Scalewright.Generators.Plugins;

/// <summary>Corrects malformed names and versions.</summary>
public static class PluginTexts
{
    private const int PartCount = 3;
    private const int MaxPartLength = 9;

    /// <summary>Returns the nearest plugin name: snake_case of the given text, otherwise of the class.</summary>
    public static string FixName(string written, string className)
    {
        string name = ToIdentifier(written);
        if (name.Length > 0)
        {
            return name;
        }

        string classIdentifier = ToIdentifier(className);
        return classIdentifier.Length > 0 ? RemoveSuffix(classIdentifier, "_plugin") : "plugin";
    }

    /// <summary>
    /// Returns the nearest version of three numbers: <c>2.0.0</c> for <c>v2</c>, <c>1.2.0</c> for <c>1.02-beta</c>,
    /// <c>1.0.0</c> for a text without numbers.
    /// </summary>
    public static string FixVersion(string written)
    {
        if (!written.Any(IsDigit))
        {
            return "1.0.0";
        }

        IEnumerable<string> parts = written.Split('.').Select(ReadNumber).Concat(Enumerable.Repeat("0", PartCount)).Take(PartCount);
        return string.Join(".", parts);
    }

    private static string ReadNumber(string part)
    {
        string digits = new([.. part.SkipWhile(static character => !IsDigit(character)).TakeWhile(IsDigit).Take(MaxPartLength)]);
        string number = digits.TrimStart('0');
        return number.Length == 0 ? "0" : number;
    }

    private static bool IsDigit(char character) => character is >= '0' and <= '9';

    private static string RemoveSuffix(string text, string suffix) =>
        text.EndsWith(suffix, StringComparison.Ordinal) ? text.Substring(0, text.Length - suffix.Length) : text;

    /// <summary>Returns a text in snake case, without other characters and without leading digits.</summary>
    private static string ToIdentifier(string text) =>
        new string([
            .. Naming.ToSnakeCase(text).Where(static character => character is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_'),
        ]).TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '_');
}
