namespace Tests.Shared;

/// <summary>Runs code in a culture with other separators and another negative sign, also with invariant globalization.</summary>
public static class OddCulture
{
    public static void Run(Action action)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = Create();
        try
        {
            action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    public static async Task RunAsync(Func<Task> action)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = Create();
        try
        {
            await action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static CultureInfo Create()
    {
        CultureInfo odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (odd.NumberFormat.NegativeSign, odd.NumberFormat.NumberDecimalSeparator, odd.NumberFormat.NumberGroupSeparator) = ("~", ",", ".");
        odd.DateTimeFormat.TimeSeparator = ".";
        return odd;
    }
}
