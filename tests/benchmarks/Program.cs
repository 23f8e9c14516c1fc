Console.WriteLine("Outcomes benchmarks");
