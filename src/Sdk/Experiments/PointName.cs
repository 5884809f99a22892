using System.Security.Cryptography;

namespace Scalewright.Experiments;

/// <summary>Creates folder names for points. Different parameters result in different names.</summary>
internal static class PointName
{
    private const int MaxLength = 200;
    private const int MaxDigits = 12;

    public static string From(ValueMap<string> parameters)
    {
        string exact = string.Join(',', parameters.Select(entry => $"{entry.Key}={entry.Value}"));
        string safe = string.Join(',', parameters.Select(entry => $"{Safe(entry.Key)}={Safe(entry.Value)}"));
        return safe == exact && safe.Length <= MaxLength
            ? safe
            : $"{safe[..Math.Min(safe.Length, MaxLength - MaxDigits - 1)]}~{Digits(parameters)}";
    }

    private static string Safe(string text) =>
        string.Concat(text.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '_'));

    private static string Digits(ValueMap<string> parameters)
    {
        string whole = string.Concat(parameters.Select(entry => $"{entry.Key}\0{entry.Value}\0"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)))[..MaxDigits];
    }
}
