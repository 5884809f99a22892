Console.WriteLine("vt");
