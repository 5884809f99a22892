namespace Scalewright.Generators.Plugins;

/// <summary>Corrects malformed names and versions.</summary>
public static class PluginTexts
{
    private const int PartCount = 3;
    private const int MaxPartLength = 9;

    /// <summary>Returns the nearest plugin name: snake_case of the given text, otherwise of the class.</summary>
    public static string FixName(string written, string className)
    {
        string name = Plain(written);
        string fallback = Plain(className);
        int length = fallback.Length - (fallback.EndsWith("_plugin", StringComparison.Ordinal) ? "_plugin".Length : 0);
        string ofClass = fallback.Length > 0 ? fallback.Substring(0, length) : "plugin";
        return name.Length > 0 ? name : ofClass;
    }

    /// <summary>
    /// Returns the nearest version of three numbers: <c>2.0.0</c> for <c>v2</c>, <c>1.2.0</c> for <c>1.02-beta</c>.
    /// </summary>
    public static string FixVersion(string written)
    {
        IEnumerable<string> parts = written.Split('.').Select(Number).Concat(Enumerable.Repeat("0", PartCount)).Take(PartCount);
        string version = string.Join(".", parts);
        return version == "0.0.0" && written != version ? "1.0.0" : version;
    }

    private static string Number(string part)
    {
        string digits = new([.. part.SkipWhile(static character => !IsDigit(character)).TakeWhile(IsDigit).Take(MaxPartLength)]);
        string number = digits.TrimStart('0');
        return number.Length == 0 ? "0" : number;
    }

    private static bool IsDigit(char character) => character is >= '0' and <= '9';

    private static string Plain(string text) =>
        new string([
            .. Naming.ToSnakeCase(text).Where(static character => character is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_'),
        ]).TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '_');
}
