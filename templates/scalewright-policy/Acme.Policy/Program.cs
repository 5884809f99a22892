using AcmeSpace;
using Scalewright.Decisions.Backtesting;

// Prints a table, and writes a page with charts. The exit code is 1 if the policy misses a goal.
if (args.Length > 2 || args.Any(argument => argument.StartsWith('-')))
{
    Console.Error.WriteLine("Usage: AcmeFile [LOAD.csv [PAGE.html]]");
    return 2;
}

string file = args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "load.csv");
string page = args.Length > 1 ? args[1] : "backtest.html";
try
{
    ValueList<BacktestReport> reports = MyShopBacktest.Run(MyShopBacktest.ReadLoad(file));
    Console.Write(BacktestTable.ToText(reports));
    await BacktestPage.Create("my_shop", reports, MyShopBacktest.Goals).WriteAsync(page);
    Console.WriteLine($"The page is {page}");
    reports[0].ThrowIfMissed(MyShopBacktest.Goals);
    Console.WriteLine("my_shop meets its goals");
    return 0;
}
catch (Exception exception) when (exception is ScalewrightException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
